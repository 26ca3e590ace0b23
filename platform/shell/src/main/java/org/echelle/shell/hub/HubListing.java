package org.echelle.shell.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.echelle.shell.ShellException;
import org.echelle.torch.hub.HubModel;

/**
 * What the hub says of one version of a model.
 *
 * @param commit 40 hexadecimal digits
 * @param licence as its card says, such as {@code mit}; "not told" where it says none
 */
public record HubListing(HubModel model, String commit, String licence, List<HubFile> files) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** From the hub's answer. */
    static HubListing of(HubModel model, JsonNode answer) {
        String commit = answer.path("sha").asText();
        if (!COMMIT.matcher(commit).matches() || !answer.path("siblings").isArray()) {
            throw new ShellException(
                    "The answer about " + model.id() + " is not one of the Hugging Face hub; nothing was fetched.");
        }
        List<HubFile> files = new ArrayList<>();
        for (JsonNode file : answer.path("siblings")) {
            JsonNode large = file.path("lfs");
            String digest = large.hasNonNull("sha256")
                    ? large.path("sha256").asText()
                    : file.path("blobId").asText();
            files.add(new HubFile(
                    file.path("rfilename").asText(), file.path("size").asLong(-1), digest));
        }
        return new HubListing(model, commit, licence(answer), List.copyOf(files));
    }

    private static String licence(JsonNode answer) {
        String card = answer.path("cardData").path("license").asText();
        if (!card.isEmpty()) {
            return card;
        }
        return StreamSupport.stream(answer.path("tags").spliterator(), false)
                .map(JsonNode::asText)
                .filter(t -> t.startsWith("license:"))
                .map(t -> t.substring("license:".length()))
                .findFirst()
                .orElse("not told");
    }
}
