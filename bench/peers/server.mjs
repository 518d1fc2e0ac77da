// SPDX-License-Identifier: EUPL-1.2
// The catalogue page of the portal as a Node.js server would make it: Fastify, better-sqlite3, mustache.js.
//
//   node server.mjs DATABASE PAGE [keep]
//
// DATABASE is the portal's SQLite file; PAGE the address of the portal's own catalogue page, from which
// the words around the methods are taken once, at the start. Reads the methods and renders the page for
// each request; with "keep" the methods are read once. Prints its address when it is ready.
import Fastify from 'fastify';
import { catalogueView, openMethods } from './catalogue.mjs';
import { compile } from './templates.mjs';

/** The page's texts and addresses, without anything that is counted or comes from a method. */
async function fetchWords(page) {
	const view = await (await fetch(`${page}.json`)).json();
	const facets = view.facets.map(({ key, label, terms }) => ({
		key,
		label,
		terms: terms.map(({ label, url }) => ({ label, url, code: new URLSearchParams(url.split('?')[1]).get(key) })),
	}));
	const costs = facets.find((facet) => facet.key === 'cost').terms;
	const { title, description, sorts, compare_url, table_url, feed_url } = view;
	return {
		title, description, sorts, compare_url, table_url, feed_url, facets,
		site: { home: '/' },
		costs: new Map(costs.map(({ code, label }) => [code, label])),
		_comparable: true,
	};
}

/** The head with the menu, and the foot. */
async function fetchFrame(page) {
	const html = await (await fetch(page)).text();
	const begin = html.indexOf('</header>\n') + '</header>\n'.length;
	return { before: html.slice(0, begin), after: html.slice(html.indexOf('<footer')) };
}

const [database, page, keep] = process.argv.slice(2);
const words = await fetchWords(page);
const render = compile('methods', await fetchFrame(page));
const readMethods = openMethods(database);
const kept = keep === 'keep' ? readMethods() : null;

const server = Fastify();
server.get('/metoder', (request, reply) => {
	reply.header('cache-control', 'no-cache');
	reply.type('text/html; charset=utf-8');
	reply.send(render(catalogueView(kept ?? readMethods(), words)));
});
console.log(await server.listen({ host: '127.0.0.1', port: 0 }));
