"""The page looks like the report: the same inks, light and dark; what ships beside it is whole and asks for nothing else."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from tradetalks.web.charts.tariff_steps import COLOURS, DARK_INK, LIGHT_INK, ink_on

PAGE = Path(str(files("tradetalks.web")))
LOOK = (PAGE / "static" / "look.css").read_text(encoding="utf-8")
REPORT = (Path(str(files("tradetalks.report"))) / "look.css.j2").read_text(encoding="utf-8")
VENDOR = PAGE / "static" / "vendor"
# Fills under letters, which only the page has.
OWN = {"--c-f4a97c", "--c-f3f1ee", "--c-86bfe6"}
# Steps of a heat map, and the numbers on them; the step before the last is an ink of the report.
STEPS = {f"--c-{colour[1:]}" for colour in COLOURS} - {"--c-b84e00"}
INKS = {f"--c-{colour[1:]}" for colour in (DARK_INK, LIGHT_INK)}


def inks(text: str) -> dict[str, str]:
    """Names and colours that a block gives."""
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", text))


def block(opening: str) -> dict[str, str]:
    """The inks of the first block that begins so."""
    start = LOOK.index(opening)
    return inks(LOOK[start : LOOK.index("}", start)])


def test_the_inks_are_those_of_the_report():
    light, dark = REPORT.split("@media (prefers-color-scheme: dark)")
    assert block(":root {") == inks(light.split("}")[0])
    ours = block(':root:not([data-theme="light"])')
    assert {name: colour for name, colour in ours.items() if name not in OWN | STEPS | INKS} == inks(
        dark.split("@media print")[0]
    )


def test_the_switch_gives_what_the_system_would():
    assert block(':root[data-theme="dark"]') == block(':root:not([data-theme="light"])')


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("opening", [":root {", ':root[data-theme="dark"]'])
def test_words_can_be_read(opening):
    """4.5 to 1 is what small letters need (WCAG 2, AA)."""
    found = block(opening)
    for ink in ("--ink", "--soft", "--accent"):
        assert contrast(found[ink], found["--paper"]) >= 4.5
        assert contrast(found[ink], found["--wash"]) >= 4.5


def test_letters_on_fills_can_be_read():
    dark = block(':root[data-theme="dark"]')
    for fill in sorted(OWN):
        assert contrast(f"#{fill[4:]}", "#222222") >= 4.5
        assert contrast(dark[fill], dark["--c-222222"]) >= 4.5


def test_steps_of_heat_maps_are_those_of_the_map_to_click_and_their_numbers_can_be_read():
    moving = (PAGE / "static" / "moving.css").read_text(encoding="utf-8")
    light, dark, shown = (
        inks(moving.split("@media")[0]),
        inks(moving.split('[data-theme="dark"] {')[1]),
        block(':root[data-theme="dark"]'),
    )
    for step, colour in enumerate(COLOURS):
        ink = ink_on(step)
        assert contrast(colour, ink) >= 4.5, step
        assert contrast(shown[f"--c-{colour[1:]}"], shown[f"--c-{ink[1:]}"]) >= 4.5, step
        if step:
            assert (colour, shown[f"--c-{colour[1:]}"]) == (light[f"--step-{step}"], dark[f"--step-{step}"])


def test_every_script_of_others_has_its_licence_and_its_version():
    table = (VENDOR / "README.md").read_text(encoding="utf-8")
    for script in VENDOR.glob("*.js"):
        assert f"`{script.name}`" in table
        assert (VENDOR / script.name.replace(".min.js", ".LICENSE")).is_file()
        assert "sourceMappingURL" not in script.read_text(encoding="utf-8")


def test_no_template_has_scripts_or_styles_of_its_own():
    """The content-security policy forbids them."""
    for template in (PAGE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), template.name
        assert not re.search(r"\s(style|on\w+)=|<style|hx-on|javascript:", text), template.name


def test_scripts_of_our_own_are_short():
    """Thin: eight files of one purpose, the bargaining picture the longest."""
    lines = [len(file.read_text(encoding="utf-8").splitlines()) for file in (PAGE / "static").glob("*.js")]
    assert sum(lines) <= 700 and max(lines) <= 300
