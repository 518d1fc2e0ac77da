// SPDX-License-Identifier: EUPL-1.2
//
// Small improvements. Every page works without this file.

// What was wrong, or what was done, is the first thing a person should meet after sending a form.
document.querySelector(".ds-error-summary[tabindex], .ds-alert[role=status][tabindex]")?.focus();

// On a wide page the folds that become a side column lie open. Style sheets do this alone where the
// browser knows ::details-content.
if (!CSS.supports("selector(::details-content)")) {
	const wide = matchMedia("(min-width: 62rem)");
	const follow = () => {
		for (const fold of document.querySelectorAll(".rl-fold--wide")) fold.open = wide.matches;
	};
	wide.addEventListener("change", follow);
	follow();
}

// Buttons that only work with a script are hidden in the page until it runs.
for (const button of document.querySelectorAll("button[data-print]")) {
	button.hidden = false;
	button.addEventListener("click", () => print());
}

// A password can be looked at while it is typed. It is sent, and kept by password managers, as a password.
for (const button of document.querySelectorAll("button[data-reveal]")) {
	const field = document.getElementById(button.dataset.reveal);
	const words = [button.textContent, button.dataset.hide];
	const show = (shown) => {
		field.type = shown ? "text" : "password";
		button.textContent = words[+shown];
	};
	field.spellcheck = false;
	field.autocapitalize = "none";
	button.hidden = false;
	button.addEventListener("click", () => show(field.type === "password"));
	field.form.addEventListener("submit", () => show(false));
}

if (navigator.clipboard) {
	for (const button of document.querySelectorAll("button[data-copy]")) {
		const field = document.getElementById(button.dataset.copy);
		if (!field) continue;
		// A portal that was not told its own address writes links without it.
		if (field.value.startsWith("/")) field.value = new URL(field.value, location).href;
		button.hidden = false;
		button.addEventListener("click", async () => {
			try {
				await navigator.clipboard.writeText(field.value);
				const status = document.getElementById(button.dataset.status);
				if (status) status.textContent = button.dataset.done;
			} catch {
				field.select();
			}
		});
	}
}
