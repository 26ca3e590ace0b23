package org.echelle.recommender.log;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about histories as rows of item numbers. */
public record SequenceOptions(
        @Option("A user's item rows a line, oldest first, parted by blanks")
        Path path,

        @Option("An item row a line that follows the history of the same line, as the validation item of a split does")
        Optional<Path> append,

        @Option("The item row that came next: one a line of path, or one a user number where the file has more lines")
        Optional<Path> next,

        @Option("The user's number a line; without it lines are numbered from 1")
        Optional<Path> userNumbers,

        @Option("Table of items with titles and attributes, by their original ids")
        Optional<Path> items,

        @Option("Table of users, by their original ids") Optional<Path> users,

        @Option("Which row stands for which original id of an item: lines of row and id")
        Optional<Path> itemIds,

        @Option("Which number stands for which original id of a user: lines of number and id")
        Optional<Path> userIds,

        @Option(value = "Actions of a user that are shown at most, the latest ones", fallback = "200")
        int maxLength) {}
