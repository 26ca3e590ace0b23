package org.echelle.shell.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.echelle.install.download.Http;
import org.echelle.install.download.StatusException;
import org.echelle.shell.ShellException;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.hub.HubCache;
import org.echelle.torch.hub.HubModel;

/** The Hugging Face hub, or a mirror that speaks as it does. */
public final class Hub {
    /** Where the hub is. */
    public static final String PUBLIC = "https://huggingface.co";

    private static final int MOST_ANSWER = 32 << 20;

    private final String base;
    private final Http http;
    private final Map<String, String> headers;

    /**
     * @param base address, such as {@link #PUBLIC}
     * @param token of an account, for models that need one
     * @param patience how long it may say nothing
     */
    public Hub(String base, Optional<String> token, Duration patience) {
        this.base = base.replaceFirst("/+$", "");
        if (!this.base.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new ShellException("\"" + base + "\" is no address of a hub; it begins with https://.");
        }
        http = new Http(patience);
        headers = token.map(t -> Map.of("Authorization", "Bearer " + t)).orElse(Map.of());
    }

    /** The token that the hub's clients would take: from {@code HF_TOKEN}, or as their login keeps it. */
    public static Optional<String> token(Map<String, String> environment) {
        String said = environment.get("HF_TOKEN");
        if (said != null && !said.isBlank()) {
            return Optional.of(said.strip());
        }
        Path kept = HubCache.home(environment).resolve("token");
        try {
            return Files.isReadable(kept)
                    ? Optional.of(Files.readString(kept).strip()).filter(t -> !t.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw new ShellException("The hub's token " + kept + " cannot be read.", e);
        }
    }

    /**
     * What one version of a model holds.
     *
     * @param revision a branch, tag or commit
     * @throws ShellException when there is none, it is not given to us, or the hub cannot be reached
     */
    public HubListing listing(HubModel model, String revision) {
        URI address = address("/api/models/" + model.id() + "/revision/" + revision, "blobs=true");
        try (InputStream in = http.open(address, headers, 0, start -> {})) {
            byte[] answer = in.readNBytes(MOST_ANSWER);
            return HubListing.of(model, JsonFiles.mapper().readTree(answer));
        } catch (StatusException e) {
            throw refusal(model, revision, e);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new ShellException(
                    "The answer about " + model.id() + " is not one of the Hugging Face hub; nothing was fetched.", e);
        } catch (IOException e) {
            throw new ShellException(
                    base + " cannot be reached (" + e
                            + "); check the network, or name a mirror with --from or HF_ENDPOINT.",
                    e);
        }
    }

    /** Opens a file, as {@link Http#open}. */
    InputStream open(HubListing listing, HubFile file, long from, LongConsumer opened) throws IOException {
        URI address = address("/" + listing.model().id() + "/resolve/" + listing.commit() + "/" + file.path(), null);
        return http.open(address, headers, from, opened);
    }

    private URI address(String path, String query) {
        try {
            URI escaped = new URI(null, null, path, query, null);
            return URI.create(base + escaped.toASCIIString());
        } catch (URISyntaxException e) {
            throw new ShellException("\"" + path + "\" is no address within " + base + ".", e);
        }
    }

    private ShellException refusal(HubModel model, String revision, StatusException e) {
        String what =
                switch (e.status()) {
                    case 401, 403 ->
                        headers.isEmpty()
                                ? base + " gives no model " + model.id()
                                        + " to strangers: it is not there, or private or"
                                        + " behind terms; accept those on its page and set HF_TOKEN"
                                : base + " does not give " + model.id()
                                        + " to this account; accept its terms on its page," + " or check HF_TOKEN";
                    case 404 ->
                        base + " has no model " + model.id() + " at revision " + revision + "; check the spelling";
                    case 429 -> base + " has had too many requests from here; wait a while";
                    default -> base + " answered with status " + e.status() + " about " + model.id();
                };
        return new ShellException(what + ".", e);
    }
}
