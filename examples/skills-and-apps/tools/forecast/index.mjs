import { createHash } from 'node:crypto';

const SKIES = ['sunny', 'partly cloudy', 'cloudy', 'light rain', 'thunderstorms'];

/** The same city has the same weather at every call: this example asks no weather service. */
function forecastOf(city, day) {
  const digest = createHash('sha256').update(`${city.toLowerCase()}/${day}`).digest();
  const low = digest[1] % 18;
  return { day, sky: SKIES[digest[0] % SKIES.length], high: low + 4 + (digest[2] % 10), low };
}

/** A tool: it gets validated arguments, and returns JSON. */
export async function handler({ arguments: { city, days = 3 } }) {
  return { city, days: Array.from({ length: days }, (_, index) => forecastOf(city, index + 1)) };
}
