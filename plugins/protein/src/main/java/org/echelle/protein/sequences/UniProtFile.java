package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.List;
import org.echelle.protein.ProteinException;

/** A UniProt file in any of its formats, which its beginning tells: flat, XML, TSV, GFF. */
public final class UniProtFile {
    private UniProtFile() {}

    /**
     * Reads all entries.
     *
     * @param path plain or gzipped
     * @param oddities takes what was left out
     * @throws ProteinException for a file that is none of these, or is not whole
     */
    public static List<Entry> read(Path path, Oddities oddities) {
        String head = TextFiles.text(path, in -> {
            String line = in.readLine();
            while (line != null && line.isBlank()) {
                line = in.readLine();
            }
            return line == null ? "" : line.startsWith("\uFEFF") ? line.substring(1) : line;
        });
        if (head.startsWith("ID   ")) {
            return UniProtFlat.read(path, oddities);
        }
        if (head.startsWith("<")) {
            return UniProtXml.read(path, oddities);
        }
        if (head.startsWith("##gff-version")) {
            return UniProtGff.read(path, oddities);
        }
        if (UniProtTsv.isHeader(head)) {
            return UniProtTsv.read(path, oddities);
        }
        throw new ProteinException("The file " + path
                + " is none of UniProt's formats (flat file, XML, TSV with a column"
                + " \"Entry\", GFF3 whose first line is ##gff-version 3); it begins with \""
                + head.substring(0, Math.min(40, head.length())) + "\".");
    }
}
