#include "calendar.h"

#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jour/hash.h"

#define UID_SIZE 256

/* What, of which agreement, when: the same for the same thing in every export. */
static void make_uid(const struct due_item *item, const char *origin, char uid[UID_SIZE])
{
	char day[DATE_TEXT_SIZE], kind[16];
	const char *what = item->duty != NULL ? item->duty->id : item->period;
	date_format(item->date, day, sizeof(day));
	snprintf(kind, sizeof(kind), "%d", (int)item->kind);
	const struct bytes parts[] = {bytes_of_text(item->agreement->dnr), BYTES_OF("|"),
		bytes_of_text(kind), BYTES_OF("|"), bytes_of_text(what), BYTES_OF("|"),
		bytes_of_text(day)};
	struct hash256 hash = hash256_parts(parts, sizeof(parts) / sizeof(parts[0]));
	for (size_t i = 0; i < 10; i++)
		snprintf(uid + 2 * i, 3, "%02x", hash.bytes[i]);
	snprintf(uid + 20, UID_SIZE - 20, "@%s", origin);
}

static icalcomponent *make_event(
	const struct due_item *item, const char *origin, struct icaltimetype stamp)
{
	char uid[UID_SIZE], text[DUETEXT_SIZE];
	struct icaltimetype day = icaltime_null_date();
	day.year = item->date.year;
	day.month = item->date.month;
	day.day = item->date.day;
	day.is_date = 1;
	make_uid(item, origin, uid);
	duetext_sentence(item, text, sizeof(text));
	return icalcomponent_vanew(ICAL_VEVENT_COMPONENT, icalproperty_new_uid(uid),
		icalproperty_new_dtstamp(stamp), icalproperty_new_dtstart(day),
		icalproperty_new_summary(text),
		icalproperty_new_description(item->agreement->title),
		icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT), (void *)0);
}

/* RFC 5545 wants CRLF; libical writes it, whatever the platform. */
char *calendar_text(const struct due_list *list, const char *origin, uint64_t stamp_ms)
{
	struct icaltimetype stamp = icaltime_from_timet_with_zone(
		(time_t)(stamp_ms / 1000), 0, icaltimezone_get_utc_timezone());
	icalcomponent *calendar = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
		icalproperty_new_version("2.0"), icalproperty_new_prodid("-//jourd//due//"),
		icalproperty_new_calscale("GREGORIAN"), (void *)0);
	if (calendar == NULL)
		return NULL;
	for (size_t i = 0; i < list->count; i++)
		icalcomponent_add_component(calendar, make_event(&list->items[i], origin, stamp));
	char *text = icalcomponent_as_ical_string_r(calendar);
	icalcomponent_free(calendar);
	return text;
}
