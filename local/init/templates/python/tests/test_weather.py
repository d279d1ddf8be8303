import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def test_forecasts_the_weather_of_a_city(connect):
    async with connect() as client:
        result = await client.call_tool("get_forecast", {"city": "Lisbon"})

    assert result.structured_content == {"city": "Lisbon", "sky": "sunny"}


async def test_says_which_cities_it_knows(connect):
    async with connect() as client:
        result = await client.call_tool("get_forecast", {"city": "Atlantis"})

    assert result.is_error
    assert "Lisbon, Nairobi, Oslo" in result.content[0].text
