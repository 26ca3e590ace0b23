package org.echelle.recommender.concepts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.items.ItemTable;
import org.echelle.recommender.subject.SasrecCheck;

/**
 * Attributes of items on places of histories, as two sets of labels that are named apart: of the item just consumed ({@code
 * last-genre/Comedy}), and of the one that came next ({@code next-genre/Comedy}). Items of which nothing is known are unknown.
 */
public final class ItemConceptsKind implements ConceptKind<ItemConceptOptions> {
    @Override
    public String name() {
        return "items";
    }

    @Override
    public String description() {
        return "Attributes of the item consumed at a place of a history, and of the item that came next: genre, decade, year, brand, tag.";
    }

    @Override
    public Class<ItemConceptOptions> options() {
        return ItemConceptOptions.class;
    }

    @Override
    public ConceptSource open(ItemConceptOptions o, Subject subject, SampleSource samples, OpenContext context) {
        HistorySource histories = HistorySource.of(samples);
        ItemTable items = histories.items();
        if (items.attributes().isEmpty()) {
            throw new RecommenderException(
                    "Nothing is known of the items: give samples.items a table with titles and attributes.");
        }
        TreeSet<String> groups = new TreeSet<>();
        items.attributes().forEach(a -> groups.add(a.substring(0, a.indexOf('/'))));
        for (String group : o.groups()) {
            if (!groups.contains(group)) {
                throw new RecommenderException("The table of items has no attributes of the group '" + group
                        + "'; it has " + String.join(", ", groups) + ".");
            }
        }
        List<Label> labels = new ArrayList<>();
        List<Concept> concepts = new ArrayList<>();
        for (WhichItem which : o.of()) {
            for (int a = 0; a < items.attributes().size(); a++) {
                String attribute = items.attributes().get(a);
                String group = attribute.substring(0, attribute.indexOf('/'));
                int known = items.having(a).cardinality();
                if ((o.groups().isEmpty() || o.groups().contains(group)) && known >= o.leastItems()) {
                    labels.add(new Label(which, a));
                    concepts.add(concept(which, attribute, group, known));
                }
            }
        }
        if (concepts.isEmpty()) {
            throw new RecommenderException(
                    "No attribute has " + o.leastItems() + " items or more; lower least-items, or name other groups.");
        }
        SasrecCheck.tell(subject, histories, context);
        return new Source(concepts, labels, histories);
    }

    private static Concept concept(WhichItem which, String attribute, String group, int items) {
        String word = which.name().toLowerCase(Locale.ROOT);
        return new Concept(
                word + "-" + attribute,
                attribute.substring(attribute.indexOf('/') + 1) + " (" + word + " item)",
                group + " of the " + word + " item",
                Concept.Level.SITE,
                Concept.Scale.BOOLEAN,
                "table of items, " + items + " items");
    }

    private record Label(WhichItem which, int attribute) {}

    private record Source(List<Concept> concepts, List<Label> labels, HistorySource histories)
            implements ConceptSource {
        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            History history = histories.history(sample);
            ItemTable items = histories.items();
            int[] actions = sites.hook().axis("action") < 0 ? null : sites.along("action");
            for (int row = 0; row < sites.rows(); row++) {
                // a row without a place stands for the whole history, which ends at its last action
                int place = actions == null || actions[row] < 0 ? history.length() - 1 : actions[row];
                int last = history.items()[place];
                int next = place + 1 < history.length()
                        ? history.items()[place + 1]
                        : history.next().orElse(-1);
                for (int c = 0; c < labels.size(); c++) {
                    int item = labels.get(c).which() == WhichItem.LAST ? last : next;
                    if (item < 0 || !items.described().get(item)) {
                        sink.unknownSite(c, row);
                    } else if (items.having(labels.get(c).attribute()).get(item)) {
                        sink.site(c, row, 1, 0);
                    }
                }
            }
        }
    }
}
