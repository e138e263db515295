import Testing
import Watch

@testable import Prongsai

/// Words before numbers that say what these are, and groups as forms and spreadsheets make them.
@Suite struct PersonalWordsTests {
    private func kinds(_ line: String, after: String = "") -> [PersonalData.Kind] {
        PersonalData.find(in: line, after: after).map(\.kind)
    }

    @Test func `a list or a code is no bank account`() {
        for line in [
            "บัญชีรายชื่อผู้มีสิทธิ 0812345678", "บัญชีแยกประเภท รหัส 1101010101", "รหัสบัญชี 1101010101",
            "บัญชีครุภัณฑ์ หมายเลขครุภัณฑ์ 416-66-0001-2", "บัญชี เลขที่ฎีกา 2567123456", "เลขที่ฎีกา 2567123456",
            "SCBX 1234567890", "สมาคมกสิกรรม 1234567890", "บริษัท กรุงไทย จำกัด 1234567890",
        ] { #expect(kinds(line).isEmpty, "\(line)") }
        #expect(kinds("0812345678", after: "บัญชีรายชื่อผู้มีสิทธิ").isEmpty)
    }

    @Test func `the word for account right before a number, and the names of banks, tell one`() {
        for line in [
            "บัญชี 1234567890", "บัญชี: 123-4-56789-0", "บัญชี เลขที่ 1234567890", "บัญชี No. 1234567890",
            "ชื่อบัญชี นางแดง 1234567890", "โอนเข้าบัญชี นางแดง 1234567890", "บัญชี ออมทรัพย์ 1234567890",
            "ธ.ก.ส. ๐๑๒๓๔๕๖๗๘๙๐๑ น.ส.แดง", "ธกส 012345678901", "ออมสิน 020123456789 นางแดง", "A/C No. 4130123456 KTB",
            "กสิกรไทย 123-4-56789-0", "ไทยพาณิชย์ สาขาดินแดง 1234567890", "1234567890 SCB", "กรุงไทยสาขาพิมาย 1234567890",
        ] { #expect(kinds(line) == [.account], "\(line)") }
        #expect(kinds("1234567890", after: "สมุดบัญชี") == [.account])
        let table = "ลำดับ ชื่อ บัญชี จำนวน\n1 ก 1234567890 500\n2 ข 1234567891 500"
        #expect(PersonalData.find(in: CheckDocument.text(table)).map(\.place.line) == [2, 3])
    }

    @Test func `a telephone below an account is none where its line says so`() {
        let bank = "โอนเงินเข้าบัญชีธนาคารกรุงไทย เลขที่บัญชี 123-4-56789-0"
        for line in [
            "ติดต่อ 081-234-5678", "ติดต่อสอบถาม นางแดง 0812345678", "โทร 061-234-5678", "Contact 091-234-5678",
            "โอนเข้าบัญชีแล้วแจ้งที่เบอร์ 081-234-5678",
        ] {
            #expect(kinds(line, after: bank).isEmpty, "\(line)")
            let finds = PersonalData.find(in: CheckDocument.text("\(bank)\n\(line)"))
            #expect(finds.map(\.place.line) == [1], "\(line)")
        }
        // Nothing of a telephone, a bank nearer before it, or no form of a telephone's.
        for line in [
            "081-234-5678", "นางแดง 0812345678", "ติดต่อแล้วโอนเข้าบัญชี 081-234-5678", "ติดต่อ 123-4-56789-0",
            "พร้อมเพย์ 081-234-5678",
        ] { #expect(kinds(line, after: bank) == [.account], "\(line)") }
    }

    @Test func `a citizen's number is found in the groups of a form and, behind its name, of an amount`() {
        for line in [
            "เลขประจำตัวประชาชน 2/6671/27684/26/1", "เลขประจำตัวประชาชน 5_6031_37215_90_6", "2 / 6671 / 27684 / 26 / 1",
            "2,6671,27684,26,1", "2.6671.27684.26.1", "2 . 6671 . 27684 . 26 . 1", "๒/๖๖๗๑/๒๗๖๘๔/๒๖/๑",
            "เลขประจำตัวประชาชน 5,245,957,117,772", "เลขบัตรประชาชน: 5,245,957,117,772", "ปชช. 5,245,957,117,772",
        ] { #expect(kinds(line) == [.citizen], "\(line)") }
        #expect(kinds("5,245,957,117,772", after: "เลขประจำตัวประชาชน") == [.citizen])
        for line in [
            "5,245,957,117,772", "งบประมาณ 5,245,957,117,772 บาท", "เลขบัตรประชาชน 5,245,957,117,773",
            "บัตรประชาชน จำนวน 5,245,957,117,772", "2/6671/27684/26/2", "2/6671-27684/26/1", "9,2,6671,27684,26,1",
            "2/6671/27684/26/1/2568", "66/71/27684/26/1",
        ] { #expect(kinds(line).isEmpty, "\(line)") }
    }
}
