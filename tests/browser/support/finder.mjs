// SPDX-License-Identifier: EUPL-1.2
//
// The finder as a person meets it. A field's name is its key in the address in every language, so
// that answers can be given without knowing a word of the page.

import assert from "node:assert/strict";

// One planned dialogue: each page's answers, and the same as a scenario for the command line.
export const answers = [
	{ change: ["yes"], open: ["yes"] },
	{ purpose: ["co-design"], purposes: ["generate-ideas", "build-relations"] },
	{ level: ["dialogue"] },
	{ phase: ["options"] },
	{ groups: ["children", "youth", "elderly"] },
	{ people_min: "20", people_max: "60" },
	{ reach: ["4"] },
	{ mirror: ["2"] },
	{ depth: ["3"] },
	{ breadth: ["2"] },
	{ conflict: ["2"] },
	{ complexity: ["3"] },
	{ weeks: "16", hours: "6" },
	{ cost: ["3"], staff: ["3"], skill: ["3"] },
	{ formats: ["in-person", "hybrid"], place: ["yes"] },
];

export const scenario = {
	id: "browser-test",
	purposes: ["co-design", "generate-ideas", "build-relations"],
	participation_level: "dialogue",
	phase: "options",
	formats: ["in-person", "hybrid"],
	target_groups: ["children", "youth", "elderly"],
	depth: 3,
	breadth: 2,
	conflict_level: 2,
	complexity: 3,
	representativeness_needed: 2,
	hard_to_reach_priority: 4,
	participants: { min: 20, max: 60 },
	weeks_available: 16,
	max_hours_per_participant: 6,
	budget_band_max: 3,
	staff_effort_max: 3,
	facilitation_skill_max: 3,
	children: false,
	spatial: true,
	influenceable: true,
};

// The answers as they stand in an address, in a fixed order.
export const inQuery = (url) => [...new URL(url).searchParams].filter(([name]) => name !== "edit").sort().join("&");

export const pairs = (given = answers) =>
	given.flatMap((page) => Object.entries(page).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));

export const expectedQuery = (given = answers) => pairs(given).sort().join("&");

// A control with a name that needs no escaping, and a value.
export const control = (page, name, value) => page.locator(`main form [name="${name}"][value="${value}"]:not([type=hidden])`);

// The frame around a choice belongs to its label, so that is what a person clicks.
async function choose(input) {
	if (!(await input.isChecked()))
		await input.locator("xpath=..").locator("label").click();
	assert.ok(await input.isChecked());
}

export async function fill(page, fields) {
	for (const [name, value] of Object.entries(fields))
		if (typeof value === "string") await page.fill(`main form input[name="${name}"]`, value);
		else for (const one of value) await choose(control(page, name, one));
}

export const press = (page, what) => page.click(`main form button[name="to"][value="${what}"]`);

// What stands chosen or filled in on a page, as fill() takes it.
export const given = (page) =>
	page.$$eval("main form input:not([type=hidden])", (inputs) => {
		const fields = {};
		for (const input of inputs)
			if (input.type === "radio" || input.type === "checkbox") {
				if (input.checked) (fields[input.name] ??= []).push(input.value);
			} else if (input.value) fields[input.name] = input.value;
		return fields;
	});

// The addresses of the methods of a list, in its order.
export const methodLinks = (page, list = ".rl-results > li h2 a") =>
	page.$$eval(list, (links) => links.map((link) => link.pathname));

// From an unanswered gate to the summary.
export async function answerAll(page, look = async () => {}) {
	for (const [i, fields] of answers.entries()) {
		await look(i);
		await fill(page, fields);
		await press(page, "next");
	}
	assert.equal(inQuery(page.url()), expectedQuery(), "the summary's address holds all answers");
}
