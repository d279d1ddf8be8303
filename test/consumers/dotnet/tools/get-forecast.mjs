export default async ({ city }) => ({ city, sky: 'sunny' });
