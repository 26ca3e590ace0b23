package org.echelle.vision.concepts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How a table of labels is read. Column names may hold {@code *}.
 *
 * @param path see the options' sentences
 */
public record TableOptions(
        @Option("The table (CSV, also with semicolons or tabs)")
        Path path,

        @Option("Column that names the sample, by relative path or file name; found by itself when absent")
        Optional<String> id,

        @Option(
                "Columns of categories; when no columns are named here, in graded or in shares: all that can be concepts")
        List<String> columns,

        @Option("Columns of degrees from 0 to 1, taken as graded concepts")
        List<String> graded,

        @Option("Columns of counts or votes, each divided by the row's sum over them and taken as graded concepts")
        List<String> shares,

        @Option("Names of the columns of a table without a header")
        List<String> names,

        @Option("A number that means unknown, such as -1; blank cells always do")
        Optional<Double> unknown,

        @Option(value = "A column of more different values than this is no category and is left out", fallback = "100")
        int maxValues) {}
