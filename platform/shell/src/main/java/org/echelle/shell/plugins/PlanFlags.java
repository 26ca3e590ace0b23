package org.echelle.shell.plugins;

import java.util.List;
import org.echelle.install.plan.Permissions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a user may allow, and how running jobs are treated; the same for every subcommand that brings plugins in. */
final class PlanFlags {
    @Option(names = "--allow-unsigned", description = "also plugins and catalogues that nobody signed")
    boolean allowUnsigned;

    @Option(
            names = "--trust",
            paramLabel = "SHA256",
            description = "trusts the key with this fingerprint from now on, if something is signed with it")
    List<String> trust = List.of();

    @Option(
            names = "--catalogue",
            paramLabel = "FOLDER|URL",
            description = "looks here too, for this command alone; may be repeated")
    List<String> catalogues = List.of();

    @Option(names = "--offline", description = "no network: files, folders and archives only")
    boolean offline;

    @Mixin
    RunningFlag running;

    @Option(names = "--dry-run", description = "shows the plan and does nothing")
    boolean dryRun;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Option(names = "--quiet", description = "no progress")
    boolean quiet;

    Permissions permissions() {
        return new Permissions(allowUnsigned, trust, offline, catalogues);
    }
}
