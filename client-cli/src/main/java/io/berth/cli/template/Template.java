package io.berth.cli.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed template, to be carried out on any number of data. */
public final class Template {
    private final String name;
    private final String text;
    private final List<Node> nodes;

    private Template(String name, String text, List<Node> nodes) {
        this.name = name;
        this.text = text;
        this.nodes = nodes;
    }

    /** Throws with Go's text for what is wrong with the template. */
    public static Template parse(String text) {
        return new Template("", text, new Parser(text).parse());
    }

    /** With a name that the errors of carrying it out quote. */
    public static Template parse(String name, String text) {
        return new Template(name, text, new Parser(text).parse());
    }

    /** A map's missing key prints {@code <no value>}. */
    public String execute(@Nullable Object data) {
        return new Executor(name, text, data, false).run(nodes);
    }

    /** A map's missing key is an error. */
    public String executeStrict(@Nullable Object data) {
        return new Executor(name, text, data, true).run(nodes);
    }

    static TemplateException error(String text, int position, String message) {
        return new TemplateException("template: :" + line(text, position) + ": " + message);
    }

    static TemplateException failure(String name, String text, int position, String source, String message) {
        int column = position - (text.lastIndexOf('\n', position - 1) + 1);
        String quoted = source.length() > 20 ? source.substring(0, 20) + "..." : source;
        return new TemplateException("template: " + name + ":" + line(text, position) + ":" + column + ": executing \""
                + name + "\" at <" + quoted + ">: " + message);
    }

    private static int line(String text, int position) {
        int line = 1;
        for (int i = 0; i < position && i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }
}
