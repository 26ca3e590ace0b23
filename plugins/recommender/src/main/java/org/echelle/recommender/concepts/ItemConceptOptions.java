package org.echelle.recommender.concepts;

import java.util.List;
import org.echelle.api.Option;

/** What a run config says about attributes of items. */
public record ItemConceptOptions(
        @Option("Groups of attributes, such as genre and decade; all where none is named")
        List<String> groups,

        @Option(
                value =
                        "Whose attributes: last (the item just consumed, which a state sums up), next (the one after it, which the state is used"
                                + " for), or both",
                fallback = "[last, next]")
        List<WhichItem> of,

        @Option(value = "Attributes of fewer items are left out", fallback = "20")
        int leastItems) {
    public ItemConceptOptions {
        groups = List.copyOf(groups);
        of = List.copyOf(of);
    }
}
