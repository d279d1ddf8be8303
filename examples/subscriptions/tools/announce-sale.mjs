// Code in the server says it with one line.
export default async function announceSale({ articles }, context) {
  await Promise.all(articles.map((article) => context.resourceChanged(`price://articles/${encodeURIComponent(article)}`)));
  return `Told everybody who watches ${articles.join(', ')}.`;
}
