package org.echelle.torch.hub;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model of the Hugging Face hub.
 *
 * @param owner user or organisation, such as {@code facebook}
 * @param name such as {@code esm2_t6_8M_UR50D}
 */
public record HubModel(String owner, String name) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

    /** An id such as {@code facebook/esm2_t6_8M_UR50D}; nothing where a text is none. */
    public static Optional<HubModel> parse(String id) {
        String[] parts = id.split("/", -1);
        return parts.length == 2 && isName(parts[0]) && isName(parts[1])
                ? Optional.of(new HubModel(parts[0], parts[1]))
                : Optional.empty();
    }

    /** The id that a path's last two names are, where they can be one: an id in a config became the end of a path. */
    static Optional<HubModel> endOf(Path path) {
        int names = path.getNameCount();
        return names < 2 ? Optional.empty() : parse(path.getName(names - 2) + "/" + path.getName(names - 1));
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.contains("..");
    }

    /** As the hub writes it. */
    public String id() {
        return owner + "/" + name;
    }
}
