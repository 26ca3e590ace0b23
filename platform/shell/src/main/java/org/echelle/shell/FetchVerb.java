package org.echelle.shell;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.echelle.shell.hub.Hub;
import org.echelle.shell.hub.HubFetch;
import org.echelle.torch.hub.HubCache;
import org.echelle.torch.hub.HubModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches a model from the Hugging Face hub, after showing its files, size and licence.",
            "It goes into the cache that the hub's own clients use (HF_HOME); its id can then be given as weights. A "
                    + "broken download is resumed by the same command. Nothing else in Echelle downloads a model."
        },
        footer = {
            "",
            "Examples:",
            "  echelle fetch facebook/esm2_t6_8M_UR50D",
            "  echelle inspect --domain protein facebook/esm2_t6_8M_UR50D",
            "  echelle fetch google/vit-base-patch16-224 --revision main --yes",
            "  echelle fetch some/sae --file 'layer_11/*'"
        })
final class FetchVerb implements Verb {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HostServices host;

    @Parameters(paramLabel = "OWNER/NAME", description = "the model's id on the hub")
    private String id;

    @Option(
            names = "--revision",
            paramLabel = "NAME",
            defaultValue = "main",
            description = "branch, tag or commit (default: ${DEFAULT-VALUE})")
    private String revision;

    @Option(
            names = "--file",
            paramLabel = "GLOB",
            description =
                    "only files that match; may be repeated (default: configs, vocabularies, and the weights once)")
    private List<String> globs = List.of();

    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "a mirror of the hub (default: HF_ENDPOINT, or " + Hub.PUBLIC + ")")
    private String from;

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Option(names = "--quiet", description = "no progress")
    private boolean quiet;

    FetchVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        HubModel model = HubModel.parse(id)
                .orElseThrow(() -> new ShellException("\"" + id
                        + "\" is no id of a model; one reads OWNER/NAME, such as facebook/esm2_t6_8M_UR50D."));
        Map<String, String> environment = System.getenv();
        if (from == null && !environment.getOrDefault("HF_HUB_OFFLINE", "0").matches("0|false|")) {
            throw new ShellException(
                    "HF_HUB_OFFLINE is set, so nothing is fetched; unset it, or name a mirror with --from.");
        }
        String base = from != null ? from : environment.getOrDefault("HF_ENDPOINT", Hub.PUBLIC);
        Console console = host.console();
        HubFetch fetch = HubFetch.of(
                new Hub(base, Hub.token(environment), PATIENCE), model, revision, globs, HubCache.of(environment));
        fetch.files().forEach(f -> console.say(String.format("  %10s  %s", Sizes.text(f.size()), f.path())));
        console.say("fetch    " + fetch.files().size() + " files, "
                + (fetch.missing() == 0 ? "all here already" : Sizes.text(fetch.missing()) + " still to come"));
        console.say("from     " + base + ", commit " + fetch.listing().commit());
        console.say("to       " + fetch.snapshot());
        console.say("licence  " + fetch.listing().licence());
        if (fetch.missing() > 0 && !yes && !console.agrees()) {
            throw new ShellException("Nothing was fetched; say --yes to agree without being asked.");
        }
        try (Job job = host.begin(quiet)) {
            fetch.run(job.progress());
        }
        console.say("Fetched; give " + model.id() + " as weights.");
        return 0;
    }
}
