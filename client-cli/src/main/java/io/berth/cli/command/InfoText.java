package io.berth.cli.command;

import io.berth.cli.json.JsonObject;
import io.berth.cli.text.Sizes;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An engine's information as indented lines, in docker's order. */
final class InfoText {
    private final JsonObject info;
    private final StringBuilder out = new StringBuilder();

    private InfoText(JsonObject info) {
        this.info = info;
    }

    static String of(JsonObject info) {
        InfoText text = new InfoText(info);
        text.counts();
        text.drivers();
        text.plugins();
        text.runtimes();
        text.security();
        text.machine();
        text.registries();
        return text.out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void always(String title, String name) {
        line(" " + title + ": " + info.text(name));
    }

    private void ifGiven(String title, String name) {
        if (!info.text(name).isEmpty()) {
            always(title, name);
        }
    }

    private void number(String title, String name) {
        line(title + ": " + info.number(name));
    }

    private void flag(String title, String name) {
        line(" " + title + ": " + info.flag(name));
    }

    private void list(String title, List<String> elements) {
        if (!elements.isEmpty()) {
            line(" " + title + ":");
            elements.forEach(element -> line("  " + element));
        }
    }

    private void counts() {
        number(" Containers", "Containers");
        number("  Running", "ContainersRunning");
        number("  Paused", "ContainersPaused");
        number("  Stopped", "ContainersStopped");
        number(" Images", "Images");
    }

    private void drivers() {
        ifGiven("Server Version", "ServerVersion");
        if (!info.text("Driver").isEmpty()) {
            always("Storage Driver", "Driver");
            pairs(info.list("DriverStatus"));
        }
        ifGiven("Logging Driver", "LoggingDriver");
        ifGiven("Cgroup Driver", "CgroupDriver");
        ifGiven("Cgroup Version", "CgroupVersion");
    }

    private void pairs(List<@Nullable Object> pairs) {
        for (Object pair : pairs) {
            if (pair instanceof List<?> two && two.size() == 2) {
                line("  " + two.get(0) + ": " + two.get(1));
            }
        }
    }

    private void plugins() {
        JsonObject plugins = info.object("Plugins");
        line(" Plugins:");
        line("  Volume: " + String.join(" ", plugins.texts("Volume")));
        line("  Network: " + String.join(" ", plugins.texts("Network")));
        if (!plugins.texts("Authorization").isEmpty()) {
            line("  Authorization: " + String.join(" ", plugins.texts("Authorization")));
        }
        line("  Log: " + String.join(" ", plugins.texts("Log")));
        list("CDI spec directories", info.texts("CDISpecDirs"));
        line(" Swarm: " + info.object("Swarm").text("LocalNodeState"));
    }

    private void runtimes() {
        JsonObject runtimes = info.object("Runtimes");
        if (!runtimes.members().isEmpty()) {
            line(" Runtimes: "
                    + String.join(" ", new TreeSet<>(runtimes.members().keySet())));
            always("Default Runtime", "DefaultRuntime");
        }
        if (info.text("OSType").equals("linux")) {
            always("Init Binary", "InitBinary");
            line(" containerd version: " + info.object("ContainerdCommit").text("ID"));
            line(" runc version: " + info.object("RuncCommit").text("ID"));
            line(" init version: " + info.object("InitCommit").text("ID"));
        }
    }

    /** An option is {@code name=seccomp,profile=builtin}; those of older engines are the name alone. */
    private void security() {
        List<String> options = info.texts("SecurityOptions");
        if (options.isEmpty() || !info.text("OSType").equals("linux")) {
            return;
        }
        line(" Security Options:");
        for (String option : options) {
            for (String part : option.split(",", -1)) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? "name" : part.substring(0, equals);
                String value = part.substring(equals + 1);
                if (name.equals("name")) {
                    line("  " + value);
                } else {
                    line("   " + Character.toTitleCase(name.charAt(0)) + name.substring(1) + ": " + value);
                }
            }
        }
    }

    private void machine() {
        ifGiven("Kernel Version", "KernelVersion");
        ifGiven("Operating System", "OperatingSystem");
        ifGiven("OSType", "OSType");
        ifGiven("Architecture", "Architecture");
        number(" CPUs", "NCPU");
        line(" Total Memory: " + Sizes.binary(info.number("MemTotal")));
        ifGiven("Name", "Name");
        ifGiven("ID", "ID");
        always("Docker Root Dir", "DockerRootDir");
        flag("Debug Mode", "Debug");
        if (info.flag("Debug")) {
            number("  File Descriptors", "NFd");
            number("  Goroutines", "NGoroutines");
            line("  System Time: " + info.text("SystemTime"));
            number("  EventsListeners", "NEventsListener");
        }
        ifGiven("HTTP Proxy", "HttpProxy");
        ifGiven("HTTPS Proxy", "HttpsProxy");
        ifGiven("No Proxy", "NoProxy");
        list("Labels", info.texts("Labels"));
        flag("Experimental", "ExperimentalBuild");
    }

    private void registries() {
        JsonObject config = info.object("RegistryConfig");
        List<String> cidrs = config.texts("InsecureRegistryCIDRs");
        JsonObject indexes = config.object("IndexConfigs");
        if (!cidrs.isEmpty() || !indexes.members().isEmpty()) {
            line(" Insecure Registries:");
            for (Map.Entry<String, @Nullable Object> index : indexes.members().entrySet()) {
                if (index.getValue() instanceof JsonObject registry && !registry.flag("Secure")) {
                    line("  " + registry.text("Name"));
                }
            }
            cidrs.forEach(cidr -> line("  " + cidr));
        }
        list("Registry Mirrors", config.texts("Mirrors"));
        list("Rate Limits", RateLimitText.of(info.object("Berth").objects("RateLimits")));
        flag("Live Restore Enabled", "LiveRestoreEnabled");
        ifGiven("Product License", "ProductLicense");
        List<JsonObject> pools = info.objects("DefaultAddressPools");
        if (!pools.isEmpty()) {
            line(" Default Address Pools:");
            pools.forEach(pool -> line("   Base: " + pool.text("Base") + ", Size: " + pool.number("Size")));
        }
        line("");
    }
}
