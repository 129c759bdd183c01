"""What a value should be, in plain words: for settings and team files alike."""

from __future__ import annotations

from typing import Any

#: By pydantic's name of the mistake; what stands in braces comes from the bound that was broken.
_SHOULD = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "string_type": "text, in quotes",
    "list_type": "a list, in square brackets",
    "model_type": "a table, in braces",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
}
#: By the key whose form was missed; a pattern says nothing to a person.
_FORMS = {
    "name": "a short word in small letters, digits, “-” and “_”",
    "language": "a language's short code, such as “en” or “zh”",
    "slack": "the id of a user group, such as “S0123”",
    "discord": "the id of a role, a long number",
    "discord_guild": "the id of a server, a long number",
}


def should_be(key: str, error: Any) -> str:
    """The end of a sentence about a value that pydantic refused: “should be a whole number”, say."""
    form = _FORMS.get(key) if error["type"] == "string_pattern_mismatch" else _SHOULD.get(error["type"])
    if form is not None:
        return f"should be {form.format(**error.get('ctx', {}))}"
    said = str(error["msg"]).replace("Input should", "should")
    return said[0].lower() + said[1:]
