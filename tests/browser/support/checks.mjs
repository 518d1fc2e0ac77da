// SPDX-License-Identifier: EUPL-1.2
//
// What every page must keep, whatever it shows. Each check gives a list of faults in words.

export const openFolds = (page) =>
	page.evaluate(() => {
		for (const fold of document.querySelectorAll("details")) fold.open = true;
	});

// WCAG 1.4.12: a reader may set these, and nothing may be lost. By a constructed style sheet, which
// the page's own policy allows.
export const spaceText = (page) =>
	page.evaluate(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
			p { margin-bottom: 2em !important; }`);
		document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
	});

// Content beyond the side of the window, or cut off inside a box.
export const overflow = (page) =>
	page.evaluate(() => {
		const faults = [];
		const width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth > width)
			faults.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width} px`);
		for (const element of document.body.querySelectorAll("*")) {
			const { overflowX, position } = getComputedStyle(element);
			const box = element.getBoundingClientRect();
			if (!box.width || element.closest(".rl-hidden, .ds-skip-link, svg, meter, progress, input")) continue;
			const scrolls = element.closest(".rl-table");
			if (box.right > width + 1 && position !== "fixed" && !scrolls && faults.length < 6)
				faults.push(`${element.outerHTML.slice(0, 90)} ends at ${Math.round(box.right)} px`);
			if (["hidden", "clip"].includes(overflowX) && element.scrollWidth > element.clientWidth + 1)
				faults.push(`${element.outerHTML.slice(0, 90)} cuts off its content`);
		}
		return faults;
	});

// WCAG 2.5.8, without its exception for spacing. A link in running text is excepted.
export const smallTargets = (page) =>
	page.evaluate(() => {
		const faults = [];
		for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
			if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(".ds-skip-link")) continue;
			let { width, height } = element.getBoundingClientRect();
			if (!width || !height) continue;
			for (const label of element.labels ?? []) {
				const box = label.getBoundingClientRect();
				width = Math.max(width, box.width);
				height = Math.max(height, box.height);
			}
			const inline = element.localName === "a" && getComputedStyle(element).display === "inline" &&
				element.parentElement.textContent.trim() !== element.textContent.trim() &&
				element.parentElement.matches("p, li, dd, td");
			if (!inline && Math.min(width, height) < 23.9)
				faults.push(`${element.outerHTML.slice(0, 110)} is ${width.toFixed(1)} × ${height.toFixed(1)} px`);
		}
		return faults;
	});

// The head and frame of a page.
export const frame = (page, language) =>
	page.evaluate((language) => {
		const faults = [];
		const one = (what) => {
			const n = document.querySelectorAll(what).length;
			if (n !== 1) faults.push(`${n} ${what}`);
		};
		if (document.documentElement.lang !== language) faults.push(`lang is ${document.documentElement.lang}`);
		for (const what of ["h1", "main#content", "header", "footer", "title", "meta[name=viewport]"]) one(what);
		if (!document.querySelector("h1")?.textContent.trim()) faults.push("an empty h1");
		if (document.body.firstElementChild.getAttribute("href") !== "#content") faults.push("the skip link is not first");
		if (document.querySelectorAll(".rl-nav a[aria-current=page]").length > 1) faults.push("two current pages in the menu");
		const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
		for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) faults.push(`id ${id} stands twice`);
		for (const attribute of ["aria-labelledby", "aria-describedby", "for", "data-copy", "data-status"])
			for (const element of document.querySelectorAll(`[${attribute}]`))
				for (const id of element.getAttribute(attribute).split(" "))
					if (!document.getElementById(id)) faults.push(`${attribute} points to ${id}, which is not there`);
		let level = 0;
		for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
			if (heading.closest(".ds-error-summary")) continue; // stands before the page's own heading
			if (+heading.localName[1] > level + 1) faults.push(`${heading.localName} "${heading.textContent.trim()}" follows h${level}`);
			level = +heading.localName[1];
		}
		return faults;
	}, language);

// What the page holds, apart from words: equal in every language. Addresses differ; a method's
// place in an alphabetical list too, and a secret is new in each page.
export const skeleton = (page) =>
	page.evaluate(() => ({
		controls: [...document.querySelectorAll("main :is(input, button, textarea, select)")]
			.map((c) => [c.localName, c.type, c.name, c.id === "link" || c.localName === "select" || c.name === "secret" ? "" : c.value, c.checked].join(" "))
			.sort(), // lists follow each language's own alphabet
		headings: [...document.querySelectorAll("main :is(h1, h2, h3)")].map((h) => h.localName).join(" "),
		links: document.querySelectorAll("main a[href]").length,
		current: [...document.querySelectorAll("main [aria-current]")].length,
	}));

// Listens to a page from before it is opened: errors, refusals by the policy, other origins.
export function listen(page, origin) {
	const heard = { faults: [], requests: 0 };
	page.on("console", (message) => {
		// Chromium reports the page's own status as an error: the test of an error page expects it.
		if (["error", "warning"].includes(message.type()) && message.location().url !== page.url())
			heard.faults.push(`the console says: ${message.text()}`);
	});
	page.on("pageerror", (error) => heard.faults.push(`a script failed: ${error.message}`));
	page.on("requestfailed", (request) => {
		if (request.failure()?.errorText === "net::ERR_ABORTED") return; // left the page before its icon came
		heard.faults.push(`not fetched: ${request.url()} ${request.failure()?.errorText}`);
	});
	page.on("request", (request) => {
		heard.requests++;
		if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:"))
			heard.faults.push(`asks another origin: ${request.url()}`);
	});
	page.on("response", (response) => {
		if (response.status() >= 400 && response.request().resourceType() !== "document")
			heard.faults.push(`${response.status()} for ${response.url()}`);
	});
	return heard;
}
