package org.echelle.protein.variants;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.echelle.protein.sequences.Oddities;

/**
 * A variant and where it was written.
 *
 * @param row with whatever else the file says of it
 */
record WrittenVariant(VariantTable.Row row, Variant variant) {
    /** Those of a file that are substitutions; others are counted. */
    static List<WrittenVariant> of(VariantTable table, Oddities oddities) {
        List<WrittenVariant> all = new ArrayList<>();
        for (VariantTable.Row row : table.variants()) {
            Optional<Variant> variant = Variant.parse(row.variant());
            if (variant.isEmpty()) {
                oddities.count(
                        "variant{|s} that {is|are} no substitution{|s} (insertions, deletions, another notation), left out",
                        row.where() + " '" + row.variant() + "'");
                continue;
            }
            if (row.variant().length() > 0 && variant.get().lowerCase(row.variant())) {
                oddities.count(
                        "variant{|s} with lower-case letters, read as upper case",
                        row.where() + " '" + row.variant().toLowerCase(Locale.ROOT) + "'");
            }
            all.add(new WrittenVariant(row, variant.get()));
        }
        return all;
    }
}
