package io.berth;

import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.webhook.Hook;
import io.berth.webhook.Receiver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Who is told of events. */
record WebhookConfig(List<Hook> hooks) {
    WebhookConfig {
        hooks = List.copyOf(hooks);
    }

    static WebhookConfig read(Settings settings) {
        try {
            return new WebhookConfig(
                    settings.all(Option.WEBHOOK).stream().map(Hook::parse).toList());
        } catch (InvalidParameter e) {
            throw new ConfigException(e.text());
        }
    }

    void check() {
        if (hooks.size() > Limits.WEBHOOKS_MAX) {
            throw new ConfigException("more than " + Limits.WEBHOOKS_MAX + " webhooks");
        }
        if (hooks.stream().map(Hook::name).distinct().count() < hooks.size()) {
            throw new ConfigException("two webhooks have the same name");
        }
    }

    /**
     * Reads their secrets.
     *
     * @throws ConfigException where those of one cannot be used
     */
    List<Receiver> receivers() {
        List<Receiver> all = new ArrayList<>();
        try {
            for (Hook hook : hooks) {
                all.add(Receiver.of(hook));
            }
        } catch (IOException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
        return all;
    }
}
