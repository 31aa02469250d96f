package io.berth.cli.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligns text whose cells end with tabs, as Go's tabwriter does with docker's settings: a cell is
 * at least ten wide and three spaces stand between columns. A column goes on only through lines
 * that follow each other and have it, the text after a line's last tab belongs to no column.
 */
public final class Columns {
    private static final int WIDTH_MIN = 10;
    private static final int PADDING = 3;

    private final List<String[]> lines = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    private Columns() {}

    public static String align(String text) {
        if (text.isEmpty()) {
            return "";
        }
        Columns columns = new Columns();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            columns.lines.add(cells(text.substring(start, end)));
            start = end + 1;
        }
        columns.lines.add(cells(text.substring(start)));
        columns.format(0, columns.lines.size());
        columns.out.setLength(columns.out.length() - 1);
        return columns.out.toString();
    }

    private static String[] cells(String line) {
        List<String> cells = new ArrayList<>();
        int start = 0;
        for (int end = line.indexOf('\t'); end >= 0; end = line.indexOf('\t', start)) {
            cells.add(line.substring(start, end));
            start = end + 1;
        }
        cells.add(line.substring(start));
        return cells.toArray(new String[0]);
    }

    /** Lines of one block share the widths found so far; each block of the next column is measured and done first. */
    private void format(int from, int to) {
        int column = widths.size();
        int pending = from;
        for (int line = from; line < to; line++) {
            if (column >= lines.get(line).length - 1) {
                continue;
            }
            print(pending, line);
            int end = line;
            int width = WIDTH_MIN;
            while (end < to && column < lines.get(end).length - 1) {
                width = Math.max(width, width(lines.get(end)[column]) + PADDING);
                end++;
            }
            widths.add(width);
            format(line, end);
            widths.removeLast();
            pending = end;
            line = end - 1;
        }
        print(pending, to);
    }

    private void print(int from, int to) {
        for (int line = from; line < to; line++) {
            String[] cells = lines.get(line);
            for (int i = 0; i < cells.length; i++) {
                out.append(cells[i]);
                if (i < widths.size() && i < cells.length - 1) {
                    out.repeat(' ', widths.get(i) - width(cells[i]));
                }
            }
            out.append('\n');
        }
    }

    static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
