package org.echelle.torchscript.concepts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How a table of labels is read.
 *
 * @param path see the options' sentences
 */
public record TableConceptOptions(
        @Option(
                "A CSV file with a heading: one row a sample, in the order of the samples or with a column that names them")
        Path path,

        @Option("Column that names the sample; rows are in the order of the samples when absent")
        Optional<String> id,

        @Option(
                "Columns of categories, each value a concept, or of 0 and 1, each a concept; when none are named here or in graded: all but the id")
        List<String> columns,

        @Option("Columns of degrees from 0 to 1") List<String> graded) {}
