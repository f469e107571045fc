// Reads BPMN files as bpmn.io's tools do: node read_bpmn.mjs FILE... prints {file: {warnings, elements}}
import { readFile } from "node:fs/promises";
import { BpmnModdle } from "bpmn-moddle";

const found = {};
for (const file of process.argv.slice(2)) {
  const { rootElement, warnings, references } = await new BpmnModdle().fromXML(await readFile(file, "utf8"));
  const planes = rootElement.diagrams.map((diagram) => diagram.plane.planeElement);
  found[file] = {
    warnings: warnings.map((warning) => warning.message),
    unresolved: references.filter(({ element, property }) => !element.get(property.split(":").pop())).length,
    references: references.length,
    drawn: planes.flat().filter((shape) => shape.bpmnElement).length,
    shapes: planes.flat().length,
  };
}
console.log(JSON.stringify(found));
