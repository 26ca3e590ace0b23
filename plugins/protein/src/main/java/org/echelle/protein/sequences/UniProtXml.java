package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.echelle.protein.ProteinException;

/** UniProt's XML, read as a stream, since all of Swiss-Prot is more than 6 GB of it; with any of the namespaces it has had. */
final class UniProtXml {
    private final XMLStreamReader in;
    private final Oddities oddities;

    private UniProtXml(XMLStreamReader in, Oddities oddities) {
        this.in = in;
        this.oddities = oddities;
    }

    static List<Entry> read(Path path, Oddities oddities) {
        return TextFiles.bytes(path, bytes -> {
            XMLInputFactory factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, true);
            List<Entry> entries = new ArrayList<>();
            try {
                XMLStreamReader in = factory.createXMLStreamReader(bytes);
                while (in.hasNext()) {
                    if (in.next() == XMLStreamConstants.START_ELEMENT
                            && in.getLocalName().equals("entry")) {
                        new UniProtXml(in, oddities).entry(entries);
                    }
                }
            } catch (XMLStreamException e) {
                throw new ProteinException(
                        "The file " + path + " is not whole or not XML, after " + entries.size() + " entries: "
                                + e.getMessage().replace('\n', ' ').replaceAll("\\.$", "") + ".",
                        e);
            }
            return entries;
        });
    }

    /** From the entry's start to its end. Only a {@code sequence} directly below the entry is its own; isoforms and conflicts have some too. */
    private void entry(List<Entry> entries) throws XMLStreamException {
        List<String> accessions = new ArrayList<>();
        Terms terms = new Terms();
        XmlFeatures features = new XmlFeatures(in, oddities);
        String sequence = "";
        String told = "";
        String go = "";
        int depth = 1;
        while (depth > 0) {
            int event = in.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                continue;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            depth++;
            String name = in.getLocalName();
            if (name.equals("ecNumber")) {
                terms.ec(in.getElementText());
                depth--;
            } else if (depth == 3 && name.equals("property") && !go.isEmpty() && "term".equals(value("type"))) {
                terms.go(go, value("value"));
            } else if (depth == 2) {
                go = "";
                switch (name) {
                    case "accession" -> {
                        accessions.add(in.getElementText().strip());
                        depth--;
                    }
                    case "keyword" -> {
                        terms.keyword(in.getElementText());
                        depth--;
                    }
                    case "sequence" -> {
                        told = value("length");
                        sequence = in.getElementText();
                        depth--;
                    }
                    case "feature" -> {
                        features.feature(accessions.isEmpty() ? "?" : accessions.get(0));
                        depth--;
                    }
                    case "evidence" -> features.evidence(value("key"), value("type"));
                    case "dbReference" -> {
                        if (value("type").equals("EC")) {
                            terms.ec(value("id"));
                        } else if (value("type").equals("GO")) {
                            go = value("id");
                        }
                    }
                    default -> {}
                }
            }
        }
        String id = accessions.isEmpty() ? "entry-" + (entries.size() + 1) : accessions.get(0);
        Optional<String> clean = Residues.clean(sequence, id, oddities);
        if (clean.isEmpty()) {
            return;
        }
        String letters = clean.get();
        if (!told.isEmpty() && !told.equals(String.valueOf(letters.length()))) {
            oddities.count(
                    "entr{y|ies} whose sequence is not as long as {its|their} attribute length says, left out",
                    id + ": " + letters.length() + " of " + told);
            return;
        }
        entries.add(new Entry(
                id,
                accessions.size() > 1 ? accessions.subList(1, accessions.size()) : List.of(),
                letters,
                letters.length(),
                features.finish(),
                terms.groups(),
                true));
    }

    private String value(String attribute) {
        String value = in.getAttributeValue(null, attribute);
        return value == null ? "" : value;
    }
}
