package io.berth.cli.format;

import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import io.berth.cli.template.Template;
import io.berth.cli.template.TemplateException;
import io.berth.cli.text.Columns;
import java.util.List;

/**
 * How a list is written. {@code headers} are pairs of a field and its column's title, for every
 * field that can stand in a table; {@code columns} those of the plain table.
 */
public record Listing(List<String> headers, List<String> columns) {
    /** The rows as {@code format} says; nothing and {@code table} are the plain table. */
    public String print(String format, List<? extends Row> rows) {
        try {
            if (format.isEmpty() || format.equals("table")) {
                return table(rows);
            }
            if (format.equals("json")) {
                return json(rows);
            }
            return format.startsWith("table") ? table(format, rows) : lines(Template.parse(format), rows);
        } catch (TemplateException e) {
            throw new CliException("template parsing error: " + e.getMessage());
        }
    }

    private String table(List<? extends Row> rows) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            out.append(i > 0 ? "\t" : "").append(header(columns.get(i)));
        }
        out.append('\n');
        for (Row row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                out.append(i > 0 ? "\t" : "").append(row.value(columns.get(i)));
            }
            out.append('\n');
        }
        return Columns.align(out.toString());
    }

    private String table(String format, List<? extends Row> rows) {
        String columns = strip(format.substring("table".length()), ' ')
                .replace("\\t", "\t")
                .replace("\\n", "\n");
        Template template = Template.parse(columns);
        String lines = lines(template, rows);
        return Columns.align(template.execute(titles()) + "\n" + lines);
    }

    private JsonObject titles() {
        JsonObject titles = new JsonObject();
        for (int i = 0; i < headers.size(); i += 2) {
            titles.put(headers.get(i), headers.get(i + 1));
        }
        return titles;
    }

    private String header(String field) {
        for (int i = 0; i < headers.size(); i += 2) {
            if (headers.get(i).equals(field)) {
                return headers.get(i + 1);
            }
        }
        return field;
    }

    private static String lines(Template template, List<? extends Row> rows) {
        StringBuilder out = new StringBuilder();
        for (Row row : rows) {
            out.append(template.execute(row)).append('\n');
        }
        return out.toString();
    }

    private static String json(List<? extends Row> rows) {
        StringBuilder out = new StringBuilder();
        for (Row row : rows) {
            out.append(row.json()).append('\n');
        }
        return out.toString();
    }

    private static String strip(String text, char c) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == c) {
            from++;
        }
        while (to > from && text.charAt(to - 1) == c) {
            to--;
        }
        return text.substring(from, to);
    }
}
