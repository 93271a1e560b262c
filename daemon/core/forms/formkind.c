#include "formkind.h"

#include <assert.h>
#include <string.h>

#include "jour/i18n.h"

const struct form_kind *formkind_find(const char *name)
{
	for (size_t i = 0; formkind_all[i] != NULL; i++)
		if (strcmp(formkind_all[i]->name, name) == 0)
			return formkind_all[i];
	return NULL;
}

static void inform_period(struct form *form, const struct form_request *request)
{
	char text[PERIOD_TEXT_SIZE];
	struct period year = {(uint16_t)request->year, 1, 12};
	const struct period *period = request->period != NULL ? request->period : &year;
	form_inform(form, "period", N_("Period"),
		form_text(form_copy(form, period_format(*period, text, sizeof(text)))));
}

enum err formkind_fill(const struct form_kind *kind, const struct form_request *request,
	const char *(*translate)(const char *text), struct form *ret_form)
{
	struct form form;
	assert(request->year != 0 || request->period != NULL);
	form_start(&form, request->memory, translate, kind->name, kind->title);
	inform_period(&form, request);
	if (request->dnr != NULL)
		form_inform(&form, "agreement", N_("Agreement"), form_text(request->dnr));
	form_inform(&form, "as_of", N_("As of"), form_text(request->as_of));
	form_inform(&form, "ledger", N_("Ledger"), form_text(request->origin));
	form_inform(&form, "size", N_("Entries read"), form_count(request->size));
	form_inform(&form, "size_now", N_("Entries there are"), form_count(request->size_now));
	enum err err = kind->fill(request, &form);
	if (err == ERR_OK)
		err = store_error(request->txn);
	if (err == ERR_OK && form.full)
		err = ERR_RANGE;
	if (err == ERR_OK)
		*ret_form = form;
	return err;
}
