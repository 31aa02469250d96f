package io.berth.cli.command;

import io.berth.cli.problem.CliException;
import io.berth.cli.template.Fields;
import io.berth.cli.template.Template;
import io.berth.cli.template.TemplateException;

/** The {@code --format} of commands that print one object. */
final class OneObject {
    private final Template template;

    private OneObject(Template template) {
        this.template = template;
    }

    /** The name is for error texts. Refuses a broken template before the engine is asked. */
    static OneObject format(String name, String format) {
        try {
            return new OneObject(Template.parse(name, format.equals("json") ? "{{json .}}" : format));
        } catch (TemplateException e) {
            throw new CliException(CliException.TEMPLATE, "template parsing error: " + e.getMessage());
        }
    }

    /** Prints the object's line, an empty one where the template fails. */
    void print(Session session, Fields object) {
        try {
            session.out().line(template.execute(object));
        } catch (TemplateException e) {
            session.out().line("");
            throw new CliException(e.getMessage() == null ? "" : e.getMessage());
        }
    }
}
