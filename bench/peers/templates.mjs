// SPDX-License-Identifier: EUPL-1.2
// The portal's own templates for mustache.js: texts in Swedish, partials in place, parsed once.
import { readFileSync } from 'node:fs';
import Mustache from 'mustache';

const ROOT = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');

/** The texts of po/sv.po that have no plural and no context. */
function translations() {
	const texts = new Map();
	for (const entry of read('po/sv.po').split('\n\n')) {
		const part = (name) => entry.match(new RegExp(`^${name} ((?:".*"\n?)+)`, 'm'))?.[1];
		const text = (quoted) => quoted.trim().split('\n').map((line) => JSON.parse(line)).join('');
		if (part('msgid') && part('msgstr')) texts.set(text(part('msgid')), text(part('msgstr')));
	}
	return texts;
}

function whole(name) {
	return read(`src/features/guide/templates/${name}.mustache`)
		.replace(/\{\{>guide\/(\w+)\}\}\n/g, (_, partial) => whole(partial));
}

/**
 * A function from view to HTML. `frame` is what stands before and after the page's own part, the
 * same for every request.
 */
export function compile(name, frame) {
	const texts = translations();
	const body = whole(name).replace(/\[\[(.*?)\]\]/g, (_, text) => texts.get(text) ?? text);
	const template = frame.before + body + frame.after;
	const tokens = Mustache.parse(template);
	const writer = new Mustache.Writer();
	return (view) => writer.renderTokens(tokens, new Mustache.Context(view), undefined, template);
}

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** As the portal escapes; mustache.js would also escape slashes and equal signs, at some cost. */
Mustache.escape = (value) => {
	const text = String(value);
	return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => ESCAPES[character]) : text;
};
