#include "formjson.h"

#include "document.h"

static void set_ratio(struct document *document, json_t *object, const struct form_ratio *ratio)
{
	document_set(document, object, "part", json_integer(ratio->part));
	document_set_count(document, object, "whole", ratio->whole);
	document_set_text(document, object, "scale", form_scale_name(ratio->scale));
}

static json_t *cell_json(struct document *document, const struct form_cell *cell)
{
	json_t *object = json_object();
	document_set_text(document, object, "type", form_type_name(cell->type));
	switch (cell->type) {
	case FORM_TEXT:
		document_set_text(document, object, "text", cell->text);
		break;
	case FORM_COUNT:
		document_set_count(document, object, "count", cell->count);
		break;
	case FORM_HUNDREDTHS:
		document_set(document, object, "hundredths", json_integer(cell->hundredths));
		break;
	case FORM_MONEY:
		document_set(document, object, "amount_ore", json_integer(cell->amount_ore));
		break;
	case FORM_RATIO:
		set_ratio(document, object, &cell->ratio);
		break;
	case FORM_DATE:
		document_set_date(document, object, "date", cell->date);
		break;
	default:
		break;
	}
	if (cell->at_least)
		document_set(document, object, "at_least", json_true());
	if (cell->partial)
		document_set(document, object, "partial", json_true());
	return object;
}

static json_t *info_json(struct document *document, const struct form *form)
{
	json_t *object = json_object();
	for (const struct form_row *row = form->info.rows; row != NULL; row = row->next)
		document_set(
			document, object, row->cells[0].text, cell_json(document, &row->cells[2]));
	return object;
}

static json_t *row_json(
	struct document *document, const struct form_sheet *sheet, const struct form_row *row)
{
	json_t *object = json_object(), *cells = json_array();
	for (size_t i = 0; i < sheet->column_count; i++)
		document_append(document, cells, cell_json(document, &row->cells[i]));
	document_set(document, object, "sum", json_boolean(row->is_sum));
	document_set(document, object, "cells", cells);
	return object;
}

static json_t *sheet_json(struct document *document, const struct form_sheet *sheet)
{
	json_t *object = json_object(), *columns = json_array(), *rows = json_array(),
	       *notes = json_array();
	document_set_text(document, object, "name", sheet->name);
	document_set_text(document, object, "title", sheet->title);
	for (size_t i = 0; i < sheet->column_count; i++) {
		json_t *column = json_object();
		document_set_text(document, column, "name", sheet->columns[i].name);
		document_set_text(document, column, "heading", sheet->columns[i].heading);
		document_append(document, columns, column);
	}
	for (const struct form_row *row = sheet->rows; row != NULL; row = row->next)
		document_append(document, rows, row_json(document, sheet, row));
	for (const struct form_note *note = sheet->notes; note != NULL; note = note->next)
		document_append(document, notes, json_string(note->text));
	document_set(document, object, "columns", columns);
	document_set(document, object, "rows", rows);
	document_set(document, object, "notes", notes);
	return object;
}

char *formjson_text(const struct form *form)
{
	struct document document = {false};
	json_t *root = json_object(), *sheets = json_array();
	document_set_text(&document, root, "form", form->name);
	document_set_text(&document, root, "title", form->title);
	document_set(&document, root, "internal", json_true());
	document_set(&document, root, "info", info_json(&document, form));
	for (const struct form_sheet *sheet = form->sheets; sheet != NULL; sheet = sheet->next)
		document_append(&document, sheets, sheet_json(&document, sheet));
	document_set(&document, root, "sheets", sheets);
	return document_print(&document, root);
}
