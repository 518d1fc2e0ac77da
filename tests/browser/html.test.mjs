// SPDX-License-Identifier: EUPL-1.2
//
// html-validate on every kind of page as the server sends it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HtmlValidate } from "html-validate/node";
import { kinds, kindUrl } from "./support/kinds.mjs";
import { startPortal } from "./support/portal.mjs";

const validator = new HtmlValidate({
	extends: ["html-validate:recommended"],
	rules: {
		// Style only: both ways are right HTML.
		"doctype-style": "off", // <!doctype html> in lower case
		"long-title": "off", // a title is as long as the method's name and the portal's
		"no-trailing-whitespace": "off", // left by templates where a section is empty
		// A choice of several is sent as its name once for each, also when it is carried hidden.
		"form-dup-name": "off",
	},
});

test("every kind of page is valid HTML, in both languages", async () => {
	const portal = await startPortal("", { mail: true });
	const faults = [];
	try {
		for (const kind of kinds)
			for (const language of ["sv", "en"]) {
				const answer = await fetch(await kindUrl(portal, kind, language), {
					headers: kind.signedIn ? { cookie: (await portal.person()).cookie } : {},
				});
				const report = await validator.validateString(await answer.text(), `${kind.name}-${language}.html`);
				for (const { messages } of report.results)
					for (const fault of messages)
						faults.push(`${kind.name} ${language} ${fault.line}:${fault.column} ${fault.ruleId}: ${fault.message}`);
			}
	} finally {
		await portal.stop();
	}
	assert.deepEqual(faults, []);
});
