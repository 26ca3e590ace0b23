package org.echelle.vision.concepts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.echelle.vision.VisionException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * One XML file of Pascal VOC. Its boxes count pixels from 1 and include both ends: 1 to 10 covers the first ten pixels.
 *
 * @param width of the picture; 0 when not said
 * @param height of the picture; 0 when not said
 * @param objects in the file's order
 */
record VocXml(int width, int height, List<VocObject> objects) {
    /**
     * @param name of the class
     * @param box left, upper, right and lower edge, from 0 and exclusive
     * @param difficult whether it is marked so
     */
    record VocObject(String name, double[] box, boolean difficult) {}

    static VocXml read(Path file) {
        Element root;
        try {
            DocumentBuilder builder = factory().newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // says nothing, throws what is fatal
            root = builder.parse(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new VisionException("The annotation " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
        Element size = child(root, "size");
        List<VocObject> objects = new ArrayList<>();
        for (Node n = root.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element object && object.getTagName().equals("object")) {
                objects.add(object(object, file));
            }
        }
        return new VocXml(
                size == null ? 0 : (int) number(size, "width", file),
                size == null ? 0 : (int) number(size, "height", file),
                objects);
    }

    /** Without document types there are no entities, so a file can neither read others nor blow itself up. */
    private static DocumentBuilderFactory factory() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        return factory;
    }

    private static VocObject object(Element object, Path file) {
        Element box = child(object, "bndbox");
        Element name = child(object, "name");
        if (box == null || name == null) {
            throw new VisionException("The annotation " + file + " has an object without name or bndbox.");
        }
        Element difficult = child(object, "difficult");
        return new VocObject(
                name.getTextContent().strip(),
                new double[] {
                    number(box, "xmin", file) - 1,
                    number(box, "ymin", file) - 1,
                    number(box, "xmax", file),
                    number(box, "ymax", file)
                },
                difficult != null && difficult.getTextContent().strip().equals("1"));
    }

    private static double number(Element parent, String name, Path file) {
        Element element = child(parent, name);
        try {
            return Double.parseDouble(
                    element == null ? "" : element.getTextContent().strip());
        } catch (NumberFormatException e) {
            throw new VisionException("The annotation " + file + " has no number in its " + name + ".", e);
        }
    }

    private static Element child(Element parent, String name) {
        for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element e && e.getTagName().equals(name)) {
                return e;
            }
        }
        return null;
    }
}
