// The page of a demo shop, with Heddle's script tag as any shop would paste it.
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { type Customer, fullName } from "../business.ts";
import { type Product, type TenantKey, tenants } from "../tenants.ts";
import { aurora, bikeArt } from "./bike-art.ts";
import { textileArt, weave } from "./textile-art.ts";
import { brands, type Language, words } from "./words.ts";

export type ShopView = {
	tenantKey: TenantKey;
	language: Language;
	customers: Customer[];
	signedIn: Customer | undefined;
	/** undefined until somebody connects the widget. */
	inboxId: string | undefined;
	heddleOrigin: string;
};

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export function shopPage(view: ShopView): Html {
	const { tenantKey, language, signedIn } = view;
	const tenant = tenants[tenantKey];
	const say = words[language];
	const brand = brands[tenantKey][language];
	return html`<!doctype html>
<html lang="${language}" data-shop="${tenantKey}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${tenant.name}</title>
<meta name="description" content="${brand.tagline}">
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(mark(tenantKey))}">
<link rel="stylesheet" href="/shop/shop.css">
<script>window.Heddle = window.Heddle || [];</script>
<script type="module" src="/shop/shop.js"></script>
${widgetTag(view)}
</head>
<body>
<header class="top">
	<a class="wordmark" href="${tenant.shopPath}">${raw(mark(tenantKey))}<span>${tenant.name}</span></a>
	<nav aria-label="${say.products}">${brand.nav.map((item) => html`<a href="#products">${item}</a>`)}</nav>
	<div class="tools">
		<label class="account"><span>${say.signIn}</span>
			<select id="who" autocomplete="off" data-signed-in="${signedIn ? String(signedIn.id) : ""}">
				<option value="">${say.guest}</option>
				${view.customers.map(
					(customer) =>
						html`<option value="${customer.id}"${customer.id === signedIn?.id ? raw(" selected") : ""}>${fullName(customer)}</option>`,
				)}
			</select>
		</label>
		<span class="languages">${(["en", "de", "zh"] as const).map(
			(one) =>
				html`<a href="?lang=${one}" hreflang="${one}"${one === language ? raw(' aria-current="true"') : ""}>${{ en: "EN", de: "DE", zh: "中文" }[one]}</a>`,
		)}</span>
	</div>
</header>
<main>
	<section class="hero">
		<div class="hero-art">${raw(tenantKey === "loom" ? weave() : aurora())}</div>
		<div class="hero-text"><p class="place">${brand.place}</p><h1>${brand.tagline}</h1><p>${brand.intro}</p><a class="button" href="#products">${say.products}</a></div>
	</section>
	<section class="orders" id="orders" aria-live="polite" hidden><h2>${say.yourOrders}</h2><ol></ol></section>
	<section id="products">
		<div class="heading"><h2>${say.products}</h2>
			<fieldset class="shipping"><legend>${say.shipping}</legend>
				<label><input type="radio" name="shipping" value="standard" checked> ${say.standard}</label>
				<label><input type="radio" name="shipping" value="express"> ${say.express}</label>
			</fieldset>
		</div>
		<ul class="products">${tenant.products.map((product) => card(product, tenant.currency, view))}</ul>
	</section>
	<section class="promises">${brand.promises.map(({ title, text }) => html`<div><h3>${title}</h3><p>${text}</p></div>`)}</section>
</main>
<footer><p>${tenant.company} · ${tenant.shopEmail}</p><p>${say.demo} <a href="/sandbox">Sandbox</a>${view.inboxId ? "" : html` · <em>${say.noWidget}</em>`}</p></footer>
<output id="toast" role="status" hidden></output>
<script type="application/json" id="words">${raw(scriptJson(say))}</script>
</body>
</html>`;
}

function widgetTag({ inboxId, heddleOrigin }: ShopView): Html | "" {
	return inboxId ? html`<script async src="${heddleOrigin}/widget/heddle.js" data-inbox="${inboxId}"></script>` : "";
}

function card(product: Product, currency: string, { language, tenantKey }: ShopView): Html {
	const price = new Intl.NumberFormat(language, { style: "currency", currency }).format(product.cents / 100);
	const art = { ...textileArt, ...bikeArt }[product.art];
	if (!art) throw new Error(`${tenantKey} has no drawing ${product.art}`);
	return html`<li class="card"><div class="art">${raw(art)}</div><h3>${product.title}</h3><p class="detail">${product.detail[language]}</p><p class="buy"><strong>${price}</strong><button type="button" data-sku="${product.sku}">${words[language].buy}</button></p></li>`;
}

/** JSON inside a script element: "</script>" must not end it. */
function scriptJson(value: object): string {
	return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function mark(key: TenantKey): string {
	return key === "loom"
		? '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#3d4f86"/><g stroke="#f6ecd8" stroke-width="3" stroke-linecap="round"><path d="M10 6v5m0 10v5M16 6v11m0 6v3M22 6v5m0 10v5"/></g><g stroke="#e39a6f" stroke-width="3" stroke-linecap="round"><path d="M6 12h20M6 20h6m7 0h7"/></g></svg>'
		: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#0b2230"/><path d="M4 14q6-8 12-2t12-3" stroke="#3df0b8" stroke-width="3.4" fill="none" stroke-linecap="round"/><circle cx="10" cy="22" r="4.4" stroke="#fff" stroke-width="2" fill="none"/><circle cx="22" cy="22" r="4.4" stroke="#fff" stroke-width="2" fill="none"/><path d="M10 22l5-7h5l2 7" stroke="#fff" stroke-width="2" fill="none" stroke-linejoin="round"/></svg>';
}
