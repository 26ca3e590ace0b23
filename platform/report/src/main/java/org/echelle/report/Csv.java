package org.echelle.report;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FeatureConcept;

/** Tables of values for other programs: RFC 4180, a header, full digits. */
final class Csv {
    private Csv() {}

    static String concepts(Site.Section section) {
        StringBuilder out =
                new StringBuilder("concept,name,group,level,scored,feature,threshold,precision,recall,f1,f1_low,"
                        + "f1_high,auroc,positives,observations,p,q,selection_f1\r\n");
        section.report().concepts().ifPresent(findings -> {
            for (ConceptScores.ConceptResult result : findings.scores().concepts()) {
                row(out, result);
            }
        });
        return out.toString();
    }

    private static void row(StringBuilder out, ConceptScores.ConceptResult result) {
        line(
                out,
                result.concept().id(),
                result.concept().name(),
                result.concept().group(),
                result.concept().level().name(),
                String.valueOf(result.scored()));
        Optional<FeatureConcept> best = result.best();
        if (best.isPresent()) {
            FeatureConcept f = best.get();
            out.append(',');
            line(
                    out,
                    String.valueOf(f.feature()),
                    Numbers.plain(f.threshold()),
                    Numbers.plain(f.precision()),
                    Numbers.plain(f.recall()),
                    Numbers.plain(f.f1()),
                    f.f1Interval().known() ? Numbers.plain(f.f1Interval().low()) : "",
                    f.f1Interval().known() ? Numbers.plain(f.f1Interval().high()) : "",
                    Numbers.plain(f.auroc()),
                    String.valueOf(f.positives()),
                    String.valueOf(f.observations()),
                    f.tested() ? String.valueOf(f.p()) : "",
                    f.tested() ? String.valueOf(f.q()) : "",
                    Numbers.plain(f.selectionF1()));
        } else {
            out.append(",".repeat(13));
        }
        out.append("\r\n");
    }

    static String features(Site.Section section) {
        StringBuilder out = new StringBuilder("feature,active_rows,rows,density,max,best_concept,f1,page\r\n");
        FeatureActivations activations = section.activations();
        for (int j = 0; j < activations.features(); j++) {
            List<FeatureConcept> concepts = section.pages().concepts(j);
            line(
                    out,
                    String.valueOf(j),
                    String.valueOf(activations.count(j)),
                    String.valueOf(activations.rows()),
                    Numbers.plain(activations.count(j) / (double) activations.rows()),
                    String.valueOf(activations.max(j)),
                    concepts.isEmpty()
                            ? ""
                            : section.concept(concepts.get(0).concept()).id(),
                    concepts.isEmpty() ? "" : Numbers.plain(concepts.get(0).f1()),
                    section.pages().has(j) ? section.page(j) : "");
            out.append("\r\n");
        }
        return out.toString();
    }

    /** One line; a field that holds a comma, a quote or a break is quoted. */
    static void line(StringBuilder out, String... values) {
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            boolean quoted = value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            out.append(i == 0 ? "" : ",").append(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }
    }
}
