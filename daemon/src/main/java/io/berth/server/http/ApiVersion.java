package io.berth.server.http;

import java.util.ArrayList;
import java.util.List;

/** A version of the Engine API: {@code 1.minor}. */
public record ApiVersion(int minor) implements Comparable<ApiVersion> {
    public static final ApiVersion OLDEST = new ApiVersion(24);
    public static final ApiVersion NEWEST = new ApiVersion(55);

    public boolean isBefore(int otherMinor) {
        return minor < otherMinor;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return "1." + minor;
    }

    /**
     * Compares a version as it stands in a path with this one, as the engine does: number by number, where what is
     * missing or no number counts as 0. So {@code 1.044} equals 1.44, {@code 1.44.1} is newer and {@code ...} is 0.
     */
    int compareToText(String text) {
        List<Integer> theirs = numbers(text);
        List<Integer> ours = List.of(1, minor);
        for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
            int order = Integer.compare(at(ours, i), at(theirs, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The version that a path's text stands for, once it is known to lie between the oldest and the newest. */
    static ApiVersion ofChecked(String text) {
        return new ApiVersion(at(numbers(text), 1));
    }

    private static int at(List<Integer> numbers, int place) {
        return place < numbers.size() ? numbers.get(place) : 0;
    }

    private static List<Integer> numbers(String text) {
        List<Integer> numbers = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            numbers.add(number(text.substring(start, end)));
            start = end + 1;
        }
        return numbers;
    }

    private static int number(String digits) {
        try {
            return digits.isEmpty() ? 0 : Integer.parseInt(digits);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
