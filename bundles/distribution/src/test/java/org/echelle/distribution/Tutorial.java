package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document that can be carried out: its {@code sh} blocks are commands, a block below a line with a bold path is a file, and a block
 * below "In `FILE`, below `WORDS` insert:" is put behind the line of that file that holds the words. Other blocks are for reading.
 */
final class Tutorial {
    private static final Pattern FENCE = Pattern.compile("```(\\S+)(?: (\\S+))?");
    private static final Pattern FILE = Pattern.compile("\\*\\*`([^`]+)`\\*\\*");
    private static final Pattern INSERT = Pattern.compile("In `([^`]+)`, below `([^`]+)` insert:");
    private static final String END = "```";

    private final List<String> lines;
    private final Path parts;

    /** @param parts an empty folder for what is inserted */
    Tutorial(Path document, Path parts) throws IOException {
        lines = Files.readAllLines(document);
        this.parts = parts;
    }

    /**
     * Everything that the document asks for, in its order, as a script for bash.
     *
     * @param mark the second word of command blocks to take, empty for those without and for all files
     */
    String script(String mark) throws IOException {
        StringBuilder script = new StringBuilder();
        String said = "";
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                said = lines.get(i).isBlank() ? said : lines.get(i);
                continue;
            }
            int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(END);
            assertThat(end).as("end of the block in line " + (i + 1)).isGreaterThan(i);
            String body = String.join("\n", lines.subList(i + 1, end)) + "\n";
            Matcher file = FILE.matcher(said);
            Matcher insert = INSERT.matcher(said);
            if (fence.group(1).equals("sh")) {
                script.append((fence.group(2) == null ? "" : fence.group(2)).equals(mark) ? body : "");
            } else if (mark.isEmpty() && file.matches()) {
                script.append(copy(i, body, "cp %s '" + file.group(1) + "'\n"));
            } else if (mark.isEmpty() && insert.matches()) {
                script.append("grep -q '" + insert.group(2) + "' " + insert.group(1) + "\n");
                script.append(copy(i, body, "sed -i '/" + insert.group(2) + "/r %s' " + insert.group(1) + "\n"));
            }
            said = "";
            i = end;
        }
        return script.toString();
    }

    private String copy(int line, String body, String command) throws IOException {
        Path part = Files.writeString(parts.resolve("line-" + (line + 1)), body);
        return String.format(command, part);
    }
}
