"""docs/averages.md is what the code gives."""

from docs.build_averages import PAGE, page
from docs.pages import write_or_check


def test_the_page_of_averages_is_what_the_code_gives(capsys):
    assert write_or_check({PAGE: page}, ["--check"]) == 0, capsys.readouterr().err
