package org.podkeeper.hypervisor.libvirt;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Writes elements through the JDK's XML writer, which escapes; nothing here ever joins strings to XML. */
final class Xml {
    private final XMLStreamWriter writer;

    private Xml(XMLStreamWriter writer) {
        this.writer = writer;
    }

    static String document(String root, Consumer<Xml> content) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new Xml(writer).element(root, content);
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    Xml element(String name, Consumer<Xml> content) {
        return write(() -> {
            writer.writeStartElement(name);
            content.accept(this);
            writer.writeEndElement();
        });
    }

    Xml text(String name, Object text) {
        return element(name, x -> x.characters(text));
    }

    Xml characters(Object text) {
        return write(() -> writer.writeCharacters(legal(text)));
    }

    /** Without the control characters that XML cannot carry, escaped or not. */
    private static String legal(Object text) {
        return text.toString().replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "");
    }

    /** An element with attributes only: names and values in turn. */
    Xml empty(String name, Object... attributes) {
        return write(() -> {
            writer.writeEmptyElement(name);
            attributes(attributes);
        });
    }

    /** Attributes of the element that was begun last: names and values in turn. */
    Xml attributes(Object... attributes) {
        return write(() -> {
            for (int i = 0; i < attributes.length; i += 2) {
                writer.writeAttribute(attributes[i].toString(), legal(attributes[i + 1]));
            }
        });
    }

    /** An element in a name space of our own, as metadata must be. */
    Xml foreign(String prefix, String name, String namespace, Consumer<Xml> content) {
        return write(() -> {
            writer.writeStartElement(prefix, name, namespace);
            writer.writeNamespace(prefix, namespace);
            content.accept(this);
            writer.writeEndElement();
        });
    }

    Xml foreignText(String prefix, String name, String namespace, String key, String text) {
        return write(() -> {
            writer.writeStartElement(prefix, name, namespace);
            writer.writeAttribute("name", legal(key));
            writer.writeCharacters(legal(text));
            writer.writeEndElement();
        });
    }

    private Xml write(Writing writing) {
        try {
            writing.run();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    private interface Writing {
        void run() throws XMLStreamException;
    }

    /** Reads what libvirt answers, without external entities. */
    static Element parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | java.io.IOException e) {
            throw new IllegalStateException("The host answered with something that is not XML", e);
        }
    }

    /** The text of an element that was parsed, changed perhaps. */
    static String text(Element element) {
        StringWriter text = new StringWriter();
        try {
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.transform(new DOMSource(element), new StreamResult(text));
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    /** All elements at a path of child element names, {@code a/b/c}. */
    static List<Element> all(Element from, String path) {
        List<Element> found = List.of(from);
        for (String name : path.split("/")) {
            List<Element> next = new ArrayList<>();
            for (Element parent : found) {
                for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
                    if (child instanceof Element element && name.equals(element.getLocalName())) {
                        next.add(element);
                    }
                }
            }
            found = next;
        }
        return found;
    }

    static Optional<Element> first(Element from, String path) {
        return all(from, path).stream().findFirst();
    }

    static Optional<String> textAt(Element from, String path) {
        return first(from, path).map(element -> element.getTextContent().strip());
    }

    static Optional<String> attributeAt(Element from, String path, String attribute) {
        return first(from, path).filter(e -> e.hasAttribute(attribute)).map(e -> e.getAttribute(attribute));
    }
}
