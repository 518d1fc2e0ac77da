// SPDX-License-Identifier: EUPL-1.2
//
// A line for each file, the whole story for each failure, and the sums last.

import path from "node:path";

const isFile = (name) => name.endsWith(".test.mjs");
const indent = (text) => text.replace(/\x1b\[\d*m/g, "").trimEnd().replace(/^/gm, "    ");

function story(error) {
	const cause = error?.cause ?? error;
	const text = String(cause?.message ?? cause);
	const at = /\(?(?:file:\/\/)?([^\s()]*\.test\.mjs:\d+)/.exec(cause?.stack ?? "");
	return indent(text.slice(0, 6000)) + (at ? `\n    at ${path.relative(process.cwd(), at[1])}` : "");
}

export default async function* report(source) {
	const sums = { passed: 0, failed: 0, skipped: 0 };
	const failedIn = new Set();
	const reasons = new Set();
	for await (const { type, data } of source) {
		if (type === "test:stderr") yield data.message;
		if (type !== "test:pass" && type !== "test:fail") continue;
		// A file is itself a test in some versions of Node: it counts only when nothing in it could.
		if (isFile(data.name) && (type === "test:pass" || failedIn.has(path.resolve(data.name)) || data.details?.error?.failureType === "subtestsFailed")) continue;
		const seconds = ((data.details?.duration_ms ?? 0) / 1000).toFixed(1);
		if (type === "test:fail") {
			sums.failed++;
			if (data.file) failedIn.add(data.file);
			yield `FAILED  ${data.name} (${seconds} s)\n${story(data.details?.error)}\n`;
		} else if (data.skip !== undefined) {
			sums.skipped++;
			if (typeof data.skip === "string") reasons.add(data.skip);
		} else {
			sums.passed++;
			if (process.env.VERBOSE) yield `ok      ${data.name} (${seconds} s)\n`;
		}
	}
	for (const reason of reasons) yield `skipped: ${reason}\n`;
	yield `browser: ${sums.passed} passed, ${sums.failed} failed${sums.skipped ? `, ${sums.skipped} skipped` : ""}\n`;
}
