// Labelled values: what no other layout has a place for.
import type { Fields } from "../../protocol/card.ts";
import { fieldInWords } from "../format/field-value.ts";
import { relative } from "../format/time.ts";
import { Copyable } from "./copyable.tsx";
import { More, useFew } from "./few.tsx";
import styles from "./item.module.css";
import { OpenLink } from "./open-link.tsx";
import { Reference } from "./reference.tsx";
import { SensitiveValue } from "./sensitive-value.tsx";

type Field = Fields["fields"][number];

/** As high as an order with a parcel. */
const FIELDS_SHOWN = 6;

export function FieldsItem({ fields, now }: { fields: Fields; now: number }) {
	const { shown, rest, showAll } = useFew(troubledFirst(fields.fields), FIELDS_SHOWN);
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={fields.title} href={fields.href} />
				{fields.updatedAt && <span className={styles.quiet}>{relative(fields.updatedAt, now)}</span>}
			</div>
			<dl className={styles.fields}>
				{shown.map((field) => (
					<div key={field.key} data-tone={field.tone}>
						<dt>{field.label}</dt>
						<dd>
							<Value field={field} />
							{field.href && <OpenLink href={field.href} label={`Open ${field.label.toLocaleLowerCase()}`} />}
						</dd>
					</div>
				))}
			</dl>
			<More rest={rest} onClick={showAll} />
		</>
	);
}

/** In the order that the business gave them, but for what is wrong. */
function troubledFirst(fields: readonly Field[]): Field[] {
	const of = (tone: Field["tone"]) => fields.filter((field) => field.tone === tone);
	const calm = fields.filter(({ tone }) => tone !== "bad" && tone !== "warn");
	return [...of("bad"), ...of("warn"), ...calm];
}

function Value({ field }: { field: Field }) {
	const words = fieldInWords(field);
	const label = field.label.toLocaleLowerCase();
	return field.sensitive ? (
		<SensitiveValue value={words} label={label} />
	) : (
		<Copyable value={words} label={label} signs="beside" />
	);
}
