import Documents
import Testing

@Suite struct SampleReportTests {
    @Test func `the sample's pictures are found by their hash`() throws {
        #expect(sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let report = sampleReport(rows: 3, photos: 4)
        let pictures = report.content.sections.flatMap(\.indicators).flatMap(\.rows).flatMap(\.results)
            .flatMap(\.evidence).compactMap(\.picture)
        #expect(Set(pictures.map(\.sha256)).count == 4 && pictures.count == 5)
        let source = samplePictures(4)
        for picture in pictures { #expect(sha256(try source(picture.sha256)) == picture.sha256) }
    }

    @Test(arguments: [1, 12, 40, 260]) func `the sample has as many rows and photos as asked`(rows: Int) {
        let report = sampleReport(rows: rows, photos: rows)
        let all = report.content.sections.flatMap(\.indicators).flatMap(\.rows)
        #expect(all.count == rows)
        let names = all.flatMap(\.results).flatMap(\.evidence).compactMap(\.picture?.sha256)
        #expect(Set(names).count <= rows && Set(names).count >= rows * 3 / 4)
    }
}
