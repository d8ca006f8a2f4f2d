from lodestock.watch.tails import Tails, last_word, left_of, word_set


def test_left_of_keeps_every_character() -> None:
    assert left_of("By The\nEnd", 0, 7, 90) == "by the "
    assert left_of("By The\nEnd", 0, 10, 3) == "end"
    assert left_of("By The\nEnd", 7, 10, 90) == "end"
    assert len(left_of("İİ up to", 0, 8, 90)) == 8


def test_last_word_drops_signs_around_it() -> None:
    assert last_word("it was (Roughly ") == "Roughly"
    assert last_word("see no. ") == "no"
    assert last_word("") == ""


def test_the_longest_phrase_wins_and_words_are_whole() -> None:
    tails = Tails({"to": "short", "up to": "long"})
    assert tails.find("it is up to") == ("long", 5)
    assert tails.find("back to") == ("short", 2)
    assert tails.find("pronto") is None
    assert tails.find("soup to") == ("short", 2)


def test_word_set() -> None:
    assert word_set("a b  c") == {"a", "b", "c"}
