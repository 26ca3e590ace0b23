package org.echelle.shell.plugins;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.install.plan.Installer;
import org.echelle.install.plan.Offer;
import org.echelle.install.plan.Plan;
import org.echelle.install.store.Release;
import org.echelle.shell.Console;
import org.echelle.shell.HostServices;
import org.echelle.shell.Job;
import org.echelle.shell.ShellException;
import org.echelle.shell.Sizes;

/** Shows a plan, asks, carries it out, and tells what became of it. */
final class PlanRun {
    private final HostServices host;
    private final PlanFlags flags;
    private final PluginHost plugins;

    PlanRun(HostServices host, PlanFlags flags) {
        this.host = host;
        this.flags = flags;
        this.plugins = new PluginHost(host);
    }

    int of(Function<Installer, Plan> planned) {
        Console console = host.console();
        try (Job job = host.begin(flags.quiet)) {
            Installer installer = plugins.installer(flags.permissions(), job.progress());
            Plan plan = planned.apply(installer);
            show(plan, console);
            if (plan.steps().isEmpty() || flags.dryRun) {
                return 0;
            }
            installer.requireTrusted(plan);
            if (!flags.yes && !console.agrees()) {
                throw new ShellException("Nothing was changed; say --yes to agree without being asked.");
            }
            installer.apply(plan, flags.running.finish());
            return outcome(plan, console);
        }
    }

    private static void show(Plan plan, Console console) {
        plan.notes().forEach(console::say);
        for (Plan.Step step : plan.steps()) {
            Offer offer = step.offer();
            String verb = step.replaces()
                    .map(r -> "replace " + r.now().version() + " by ")
                    .orElse(step.asked() ? "install " : "install too, for it is needed, ");
            console.say(verb + offer.facts() + ", " + Sizes.text(offer.bytes()) + (offer.toFetch() ? " to fetch" : ""));
            if (!offer.facts().description().isEmpty()) {
                console.say("  what      " + offer.facts().description());
            }
            console.say("  from      " + offer.source());
            console.say("  sha256    " + offer.sha256());
            console.say("  signed    "
                    + switch (step.trust()) {
                        case TRUSTED -> "with a key that you trust";
                        case UNKNOWN_KEY -> "with a key that you do not trust: " + offer.signer();
                        case UNSIGNED -> "by nobody";
                    });
            List<String> permissions = offer.facts().permissions();
            console.say("  declares  "
                    + (permissions.isEmpty() ? "nothing beyond computing" : String.join(", ", permissions))
                    + " (its own word; a plugin runs with your rights)");
        }
    }

    private int outcome(Plan plan, Console console) {
        int code = 0;
        for (Plan.Step step : plan.steps()) {
            String name = step.offer().facts().name();
            Release release = plugins.store().read().find(name).orElseThrow().now();
            Map<String, Object> row = plugins.settled(name, release);
            if ("active".equals(row.get("state"))) {
                List<String> domains = host.domains().of((Long) row.get("bundle"));
                console.say("Installed: " + step.offer().facts()
                        + (domains.isEmpty() ? "" : ", domain " + String.join(", ", domains)) + ".");
            } else {
                code = 1;
                console.say("Installed, but not active: " + step.offer().facts() + ". " + row.get("reason")
                        + (step.replaces().isPresent()
                                ? " `echelle plugins rollback " + name + "` brings the version before back."
                                : ""));
            }
        }
        return code;
    }
}
