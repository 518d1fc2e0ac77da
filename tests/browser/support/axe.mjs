// SPDX-License-Identifier: EUPL-1.2
//
// axe on a page: WCAG 2.0, 2.1 and 2.2, levels A and AA. Gives a list of faults in words.

import { AxeBuilder } from "@axe-core/playwright";

const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

// Rows of one pattern, of which the first seven tell as much as all.
const longLists = [".rl-methods", ".rl-links"];

export async function judge(page, narrow = (axe) => axe) {
	const axe = new AxeBuilder({ page }).setLegacyMode().withTags(levels);
	for (const list of longLists) axe.exclude(`${list} > li:nth-child(n+8)`);
	const found = await narrow(axe).analyze();
	return found.violations.map((fault) => `${fault.id}: ${fault.help}\n  ` +
		fault.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary.split("\n").slice(1).join(" ").trim()}`).join("\n  "));
}
