package org.echelle.protein.annotations;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.echelle.protein.sequences.Entry;
import org.echelle.protein.sequences.Feature;
import org.echelle.protein.sequences.FeatureType;
import org.echelle.protein.sequences.FeatureType.Use;
import org.echelle.protein.sequences.Location;
import org.echelle.protein.sequences.Oddities;

/**
 * Features as concepts of residues, by InterPLM's rules (Simon and Zou 2025): a concept a name (the note up to its first semicolon, or the
 * ligand, which newer entries have instead) and one for all of a type ({@code _any}) where that says something; bonds label their two
 * ends only; helices, strands and turns are one concept each, and unknown in proteins whose structure nobody has seen.
 *
 * <p>Positions are never guessed. A feature with a doubtful end makes its residues unknown, one that goes on beyond what was sequenced
 * is taken as far as it goes, one on another isoform or past the end of the sequence is left out; each is counted.
 */
final class FeatureConcepts {
    /** Types of which all together are no concept: InterPLM's list. */
    private static final Set<FeatureType> WITHOUT_ANY = EnumSet.of(
            FeatureType.REGION, FeatureType.MOD_RES, FeatureType.DOMAIN, FeatureType.COMPBIAS, FeatureType.MOTIF);

    private final Set<FeatureType> types;
    private final boolean experimental;
    private final Oddities oddities;
    private final Map<String, Draft> drafts = new TreeMap<>();

    FeatureConcepts(Set<FeatureType> types, boolean experimental, Oddities oddities) {
        this.types = types;
        this.experimental = experimental;
        this.oddities = oddities;
    }

    /** The concepts of all proteins, by id. */
    List<Draft> of(List<Optional<Entry>> entries, List<Entry> samples) {
        for (int protein = 0; protein < entries.size(); protein++) {
            if (entries.get(protein).isPresent()) {
                Entry entry = entries.get(protein).get();
                int length = samples.get(protein).sequence().length();
                for (Feature feature : entry.features()) {
                    if (types.contains(feature.type())) {
                        feature(protein, entry.id(), length, feature);
                    }
                }
            }
        }
        drafts.values().stream().filter(d -> d.type.use() == Use.STRUCTURE).forEach(draft -> {
            for (int protein = 0; protein < entries.size(); protein++) {
                if (entries.get(protein).isPresent()
                        && !hasStructure(entries.get(protein).get())) {
                    draft.unknown(protein, 0, samples.get(protein).sequence().length());
                }
            }
        });
        return List.copyOf(drafts.values());
    }

    private static boolean hasStructure(Entry entry) {
        return entry.features().stream().anyMatch(f -> f.type().use() == Use.STRUCTURE);
    }

    private void feature(int protein, String id, int length, Feature feature) {
        Location at = feature.location();
        String where = id + " " + feature.type() + " " + at.written();
        if (at.isoform().isPresent()) {
            oddities.count("feature{|s} of another isoform, left out", where);
        } else if (at.atZero() && feature.type() == FeatureType.INIT_MET) {
            // releases of before 2006 number the mature protein so
            oddities.count("initiator methionine{|s} before the sequence, left out", where);
        } else if (at.atZero()) {
            oddities.count(
                    "feature{|s} at residue 0, left out; residues count from 1, so all of the file may be one off",
                    where);
        } else if (at.doubtful()) {
            oddities.count("feature{|s} with a doubtful position, {its|their} residues unknown", where);
            boolean both = at.begin() > 0 && at.end() > 0;
            int from = both ? 0 : Math.max(0, at.begin() - 1);
            unknown(
                    protein,
                    Math.min(from, length),
                    both || at.end() == 0 ? length : Math.min(at.end(), length),
                    feature);
        } else if (at.begin() > at.end()) {
            oddities.count("feature{|s} that end{s|} before {it begins|they begin}, left out", where);
        } else if (at.end() > length) {
            oddities.count("feature{|s} past the end of the sequence, left out", where + " of " + length);
            unknown(protein, Math.min(at.begin() - 1, length), length, feature);
        } else if (experimental && !feature.experimental()) {
            oddities.count("feature{|s} without experimental evidence, {its|their} residues unknown", where);
            unknown(protein, at.begin() - 1, at.end(), feature);
        } else {
            if (at.open()) {
                oddities.count("feature{|s} that go{es|} on beyond what was sequenced, taken as far as it goes", where);
            }
            drafts(feature).forEach(d -> d.add(protein, at.begin(), at.end(), feature));
        }
    }

    private void unknown(int protein, int from, int to, Feature feature) {
        drafts(feature).forEach(d -> d.unknown(protein, from, to));
    }

    /** The concepts that a feature belongs to. */
    private List<Draft> drafts(Feature feature) {
        FeatureType type = feature.type();
        List<Draft> all = new ArrayList<>();
        if (type.use() != Use.NAMED) {
            all.add(drafts.computeIfAbsent(type.id(), id -> new Draft(type, id, type.title())));
            return all;
        }
        if (!WITHOUT_ANY.contains(type)) {
            all.add(drafts.computeIfAbsent(type.id() + "/_any", id -> new Draft(type, id, type.title() + " (any)")));
        }
        String name = feature.name();
        if (!name.isEmpty()) {
            all.add(drafts.computeIfAbsent(
                    type.id() + "/" + name, id -> new Draft(type, id, type.title() + ": " + name)));
        }
        return all;
    }
}
