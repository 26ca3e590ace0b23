package org.echelle.shell.plugins;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Kind;
import org.echelle.install.InstallException;
import org.echelle.install.store.Release;
import org.echelle.shell.Console;
import org.echelle.shell.DomainRegistry;
import org.echelle.shell.HostServices;
import org.echelle.shell.OptionList;
import org.echelle.shell.ShellException;
import org.echelle.shell.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the plugins of this host: what each offers, and why one is not active.",
            "Installs, updates and removes plugins; other programs of this user that run take the change up at once."
        },
        footer = {
            "",
            "Examples:",
            "  echelle plugins",
            "  echelle plugins info vision",
            "  echelle plugins install ./my-plugin-1.0.0.jar --allow-unsigned"
        })
public final class PluginsVerb implements Verb {
    private final HostServices host;

    /** @param host whose plugins */
    public PluginsVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public List<Object> parts() {
        return List.of(
                new InstallPart(host),
                new UpdatePart(host),
                new RollbackPart(host),
                new RemovePart(host),
                new RetryPart(host),
                new VerifyPart(host),
                new ExportPart(host),
                new TrustPart(host),
                new CataloguePart(host));
    }

    @Override
    public Integer call() {
        List<Map<String, Object>> plugins = host.plugins();
        Optional<String> damage = damage();
        if (!plugins.isEmpty()) {
            table(plugins, host.console());
        } else if (damage.isEmpty()) {
            host.console().say("No plugin is installed; `echelle plugins install FILE.jar` installs one.");
        }
        damage.ifPresent(host.console()::say);
        return damage.isEmpty() ? 0 : 1;
    }

    /** Why the list of installed plugins cannot be read; a host that started with it knows of none of them. */
    private Optional<String> damage() {
        try {
            new PluginHost(host).store().read();
            return Optional.empty();
        } catch (InstallException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void table(List<Map<String, Object>> plugins, Console console) {
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
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The same as without a subcommand.",
            footer = {"", "Example:", "  echelle plugins list"})
    int list() {
        return call();
    }

    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            description = "Tells all about one plugin: where it lies, what it opens, with which options.",
            footer = {"", "Example:", "  echelle plugins info vision"})
    int info(
            @Parameters(
                            paramLabel = "NAME",
                            description = "name of the plugin, of its file, of its domain, or in a catalogue")
                    String wanted) {
        Optional<Map<String, Object>> found = host.plugins().stream()
                .filter(p -> isNamed(p, wanted))
                .findFirst()
                .or(() -> host.plugins().stream()
                        .filter(p -> text(p, "name").endsWith("." + wanted))
                        .findFirst());
        if (found.isEmpty() && new CatalogueInfo(new PluginHost(host), host.console()).tell(wanted)) {
            return 0;
        }
        if (found.isEmpty()) {
            throw new ShellException("There is no plugin \"" + wanted + "\", here or in a catalogue; installed are "
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
        installed(text(plugin, "name"), console);
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

    /** What the lock file knows of it; nothing of a plugin that came with the product or lies in a folder. */
    private void installed(String name, Console console) {
        PluginHost plugins = new PluginHost(host);
        plugins.store().read().find(name).ifPresent(entry -> {
            console.line("from    " + entry.now().source());
            console.line("signed  " + plugins.signer(entry.now().signer()));
            if (!entry.before().isEmpty()) {
                console.line("before  "
                        + String.join(
                                ", ",
                                entry.before().stream().map(Release::version).toList())
                        + " (`echelle plugins rollback " + name + "`)");
            }
        });
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
