// An item of a card, each kind in its own compact layout.
import type { Item } from "../../protocol/card.ts";
import { ContactItem } from "./contact-item.tsx";
import { CourseItem } from "./course-item.tsx";
import { DeliveryItem } from "./delivery-item.tsx";
import { FieldsItem } from "./fields-item.tsx";
import { OrderItem } from "./order-item.tsx";
import { ParcelItem } from "./parcel-item.tsx";
import { PaymentItem } from "./payment-item.tsx";
import { TicketItem } from "./ticket-item.tsx";

interface Props {
	item: Item;
	now: number;
}

export function ItemView({ item, now }: Props) {
	switch (item.type) {
		case "order":
			return <OrderItem order={item} now={now} />;
		case "delivery":
			return <DeliveryItem delivery={item} now={now} />;
		case "contact":
			return <ContactItem contact={item} />;
		case "ticket":
			return <TicketItem ticket={item} now={now} />;
		case "parcel":
			return <ParcelItem parcel={item} now={now} />;
		case "payment":
			return <PaymentItem payment={item} now={now} />;
		case "course":
			return <CourseItem course={item} now={now} />;
		case "fields":
			return <FieldsItem fields={item} now={now} />;
	}
}
