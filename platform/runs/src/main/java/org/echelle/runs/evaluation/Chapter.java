package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.echelle.analysis.Measure;

/**
 * Figures that answer one question.
 *
 * @param id words with dashes
 * @param title short
 * @param question what a reader wants to know, and how to read the answer
 * @param findings figures on their own
 * @param sheets tables
 * @param notes what must be known beside them
 */
public record Chapter(
        String id, String title, String question, List<Finding> findings, List<Sheet> sheets, List<String> notes) {
    public Chapter {
        findings = List.copyOf(findings);
        sheets = List.copyOf(sheets);
        notes = List.copyOf(notes);
    }

    /** Puts a chapter together. */
    static final class Draft {
        private final String id;
        private final String title;
        private final String question;
        private final List<Finding> findings = new ArrayList<>();
        private final List<Sheet> sheets = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Draft(String id, String title, String question) {
            this.id = id;
            this.title = title;
            this.question = question;
        }

        Draft find(String term, String name, Measure measure, String basis) {
            findings.add(new Finding(term, name, measure, basis));
            return this;
        }

        Draft sheet(String name, String caption, List<Sheet.Column> columns, List<List<Cell>> rows) {
            if (!rows.isEmpty()) {
                sheets.add(new Sheet(name, caption, columns, rows));
            }
            return this;
        }

        Draft note(String sentence) {
            notes.add(sentence);
            return this;
        }

        Chapter done() {
            return new Chapter(id, title, question, findings, sheets, notes);
        }
    }
}
