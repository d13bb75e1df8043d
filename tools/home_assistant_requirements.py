"""Lets Home Assistant install, ahead of time, what the integrations of the system tests require.

Run by tools/install-test-parts.sh inside Home Assistant's own Python. Without it every requirement
would be fetched by the first test that meets it.
"""

import asyncio
import itertools

from homeassistant import bootstrap, loader, requirements
from homeassistant.core import HomeAssistant

USED_BY_TESTS = {"mqtt", "recorder", "history", "logbook", "energy", "blueprint", "config"}
ADDED_BY_ONBOARDING = {"met", "radio_browser", "google_translate", "shopping_list"}


async def install() -> None:
    hass = HomeAssistant("/config")
    loader.async_setup(hass)
    domains = itertools.chain(
        bootstrap.CORE_INTEGRATIONS,
        bootstrap.FRONTEND_INTEGRATIONS,
        bootstrap.DEFAULT_INTEGRATIONS,
        USED_BY_TESTS,
        ADDED_BY_ONBOARDING,
    )
    for domain in sorted(set(domains)):
        await requirements.async_get_integration_with_requirements(hass, domain)
    await hass.async_stop(force=True)


asyncio.run(install())
