package org.echelle.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        description = "Lists the plugins of this host: what each offers, and why one is not active.",
        footer = {"", "Examples:", "  echelle plugins", "  echelle plugins info vision"})
final class PluginsVerb implements Verb {
    private final HostServices host;

    PluginsVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        List<Map<String, Object>> plugins = host.plugins();
        Console console = host.console();
        if (plugins.isEmpty()) {
            console.say("No plugin is installed; drop a plugin's jar into "
                    + host.home().resolve("plugins") + ".");
            return 0;
        }
        int name =
                plugins.stream().mapToInt(p -> text(p, "name").length()).max().orElse(4);
        int version = plugins.stream()
                .mapToInt(p -> text(p, "version").length())
                .max()
                .orElse(7);
        String row = "%-" + Math.max(4, name) + "s  %-" + Math.max(7, version) + "s  %-10s  %s";
        console.format(row, "NAME", "VERSION", "STATE", "DOMAIN");
        for (Map<String, Object> plugin : plugins) {
            List<String> domains = domains(plugin);
            String offers = domains.isEmpty() ? "-" : String.join(", ", domains);
            console.format(row, text(plugin, "name"), text(plugin, "version"), text(plugin, "state"), offers);
            String reason = reason(plugin, domains);
            if (!reason.isEmpty()) {
                console.line("    " + reason);
            }
        }
        return 0;
    }

    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            description = "Tells all about one plugin: where it lies, what it opens, with which options.",
            footer = {"", "Example:", "  echelle plugins info vision"})
    int info(
            @Parameters(paramLabel = "NAME", description = "name of the plugin, of its file, or of its domain")
                    String wanted) {
        Optional<Map<String, Object>> found =
                host.plugins().stream().filter(p -> isNamed(p, wanted)).findFirst();
        if (found.isEmpty()) {
            throw new ShellException("There is no plugin \"" + wanted + "\"; installed are "
                    + String.join(
                            ", ",
                            host.plugins().stream().map(p -> text(p, "name")).toList()) + ".");
        }
        Map<String, Object> plugin = found.get();
        Console console = host.console();
        List<String> domains = domains(plugin);
        console.line(text(plugin, "name") + " " + text(plugin, "version") + " (" + text(plugin, "state") + ")");
        if (!text(plugin, "description").isEmpty()) {
            console.line(text(plugin, "description"));
        }
        console.line("file    " + text(plugin, "file"));
        console.line("sha256  " + text(plugin, "sha256"));
        String reason = reason(plugin, domains);
        if (!reason.isEmpty()) {
            console.line(reason);
        }
        for (DomainRegistry.Installed installed : host.domains().list()) {
            if (domains.contains(installed.domain().name())) {
                console.line("");
                console.line("domain " + installed.domain().name() + ": "
                        + installed.domain().description());
                kinds(console, "subject", installed.domain().subjects());
                kinds(console, "samples", installed.domain().samples());
                kinds(console, "concepts", installed.domain().concepts());
                kinds(console, "train-subject", installed.domain().trainers());
            }
        }
        return 0;
    }

    private static void kinds(Console console, String section, List<? extends Kind<?>> kinds) {
        for (Kind<?> kind : kinds) {
            console.line("");
            console.line("  " + section + ": kind " + kind.name() + " - " + kind.description());
            for (String line : OptionList.of(kind.options())) {
                console.line("    " + line);
            }
        }
    }

    private boolean isNamed(Map<String, Object> plugin, String wanted) {
        return text(plugin, "name").equals(wanted)
                || text(plugin, "file").endsWith("/" + wanted)
                || domains(plugin).contains(wanted);
    }

    private List<String> domains(Map<String, Object> plugin) {
        return host.domains().of((Long) plugin.get("bundle"));
    }

    private static String reason(Map<String, Object> plugin, List<String> domains) {
        if (text(plugin, "state").equals("active") && domains.isEmpty()) {
            return "It started but offers no domain.";
        }
        return text(plugin, "reason");
    }

    private static String text(Map<String, Object> plugin, String key) {
        return String.valueOf(plugin.get(key));
    }
}
