// SPDX-License-Identifier: EUPL-1.2
// The catalogue: what is read from the database, and the view that the template shows.
import Database from 'better-sqlite3';

const METHODS = `
	SELECT t.name, t.slug, t.summary, m.code, m.kind, m.levels, m.purposes, m.phases, m.formats,
		m.participants_min, m.participants_max, m.minutes_min, m.minutes_max,
		m.lead_weeks + m.run_weeks AS weeks, m.cost_band, m.conflict, m.children
	FROM method_text t JOIN method m ON m.id = t.method_id
	WHERE t.language = 'sv' ORDER BY t.sort_key, t.slug`;

/** A function that reads all methods. */
export function openMethods(path) {
	const statement = new Database(path, { readonly: true }).prepare(METHODS);
	return () => statement.all();
}

// ---- words --------------------------------------------------------------------------

const NO_CEILING = 100000;
const KINDS = { channel: 'Löpande kanal', support: 'Stödverktyg' };

const whole = (n) => (n < 10000 ? String(n) : String(n).replace(/\B(?=(\d{3})+$)/g, '\u00a0'));
const tenths = (n) => String(Math.round(n * 10) / 10).replace('.', ',');

function people(min, max) {
	if (max >= NO_CEILING || max === 0) return min <= 1 ? 'valfritt antal personer' : `minst ${whole(min)}\u00a0personer`;
	if (min === 0) return `högst ${whole(max)}\u00a0personer`;
	return min === max ? `${whole(max)}\u00a0personer` : `${whole(min)}–${whole(max)}\u00a0personer`;
}

/** Under an hour in minutes, to the nearest five; otherwise in hours, to a tenth. */
function time(min, max) {
	const one = (minutes) => {
		const rounded = minutes < 5 ? minutes : Math.floor((minutes + 2) / 5) * 5;
		return rounded < 60 ? whole(rounded) : tenths(minutes / 60);
	};
	const hours = max <= 60 ? 'timme' : 'timmar';
	if (min === max || min === 0) return `${one(max)}\u00a0${max >= 58 ? hours : 'minuter'}`;
	if (min < 58 && max >= 58) return `${one(min)}\u00a0minuter till ${one(max)}\u00a0${hours}`;
	return `${one(min)}–${one(max)}\u00a0${max >= 58 ? 'timmar' : 'minuter'}`;
}

// ---- facets ---------------------------------------------------------------------------

const BANDS = {
	time: [['4', 0, 4], ['12', 5, 12], ['26', 13, 26], ['more', 27, Infinity]],
	size: [['20', 0, 20], ['100', 21, 100], ['500', 101, 500], ['more', 501, Infinity]],
};

/** How many methods each term of each facet has. */
function countTerms(methods) {
	const counts = {};
	for (const key of ['level', 'purpose', 'phase', 'time', 'cost', 'size', 'format', 'children', 'conflict'])
		counts[key] = new Map();
	const add = (counter, code) => counter.set(code, (counter.get(code) ?? 0) + 1);
	const addAll = (counter, codes) => {
		for (const code of codes.split(';')) add(counter, code);
	};
	const addBands = (key, min, max) => {
		for (const [code, from, to] of BANDS[key]) if (min <= to && max >= from) add(counts[key], code);
	};
	for (const method of methods) {
		addAll(counts.level, method.levels);
		addAll(counts.purpose, method.purposes);
		addAll(counts.phase, method.phases);
		addAll(counts.format, method.formats);
		addBands('time', method.weeks, method.weeks);
		addBands('size', method.participants_min, method.participants_max);
		add(counts.cost, String(method.cost_band));
		if (method.children) add(counts.children, 'yes');
		if (method.conflict >= 3) add(counts.conflict, 'some');
		if (method.conflict >= 4) add(counts.conflict, 'strong');
	}
	return counts;
}

/** Without the terms that no method has. */
function showFacets(facets, counts) {
	return facets.map(({ key, label, terms }) => ({
		key,
		label,
		terms: terms.map((term) => ({ ...term, count: counts[key].get(term.code) })).filter((term) => term.count),
	}));
}

// ---- the page ----------------------------------------------------------------------------

/**
 * The view of the page. `words` are its texts that do not come from the database: title, description,
 * facets with their terms, orders of the list, addresses.
 */
export function catalogueView(methods, words) {
	return {
		...words,
		facets: showFacets(words.facets, countTerms(methods)),
		count_text: `${whole(methods.length)}\u00a0metoder`,
		methods: methods.map((method) => ({
			name: method.name,
			url: `/metoder/${method.slug}`,
			code: method.code,
			kind: KINDS[method.kind],
			summary: method.summary,
			people: people(method.participants_min, method.participants_max),
			time: time(method.minutes_min, method.minutes_max),
			cost: words.costs.get(String(method.cost_band)),
		})),
	};
}
